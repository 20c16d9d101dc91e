using System.Text;
using System.Text.RegularExpressions;

namespace SpectraPipeline.Report.Sources;

/// <summary>Names of species with the subscripts and charges that a plain-text table cannot hold.</summary>
public static partial class ChemicalText
{
    /// <summary>Words that are formulas ('*NO2', 'NO3-', 'CO3^2-', 'C2O4 2-') are set as such; every other word stays as it is.</summary>
    public static RichText Of(string name)
    {
        RichText text = RichText.Empty;
        bool first = true;
        foreach (string word in VisibleText.Clean(name).Split(' '))
        {
            if (!first && !Charge().IsMatch(word))
                text += RichText.Plain(" ");
            text += !first && Charge().IsMatch(word) ? new RichText([new TextRun(Minus(word), TextStyle.Superscript)]) : Word(word);
            first = false;
        }
        return text;
    }

    private static RichText Word(string word)
    {
        Match match = Formula().Match(word);
        if (!match.Success || !word.Any(char.IsAsciiDigit) && match.Groups["charge"].Length == 0)
            return RichText.Plain(word);
        List<TextRun> runs = [];
        StringBuilder run = new();
        bool digits = false;
        string body = match.Groups["body"].Value;
        for (int i = 0; i < body.Length; i++)
        {
            // A digit counts atoms only behind a letter or a bracket.
            bool isDigit = char.IsAsciiDigit(body[i]) && i > 0 && (digits || char.IsAsciiLetter(body[i - 1]) || body[i - 1] == ')');
            if (isDigit != digits && run.Length > 0)
            {
                runs.Add(new TextRun(run.ToString(), digits ? TextStyle.Subscript : TextStyle.Normal));
                run.Clear();
            }
            digits = isDigit;
            run.Append(body[i]);
        }
        if (run.Length > 0)
            runs.Add(new TextRun(run.ToString(), digits ? TextStyle.Subscript : TextStyle.Normal));
        if (match.Groups["charge"].Length > 0)
            runs.Add(new TextRun(Minus(match.Groups["charge"].Value.TrimStart('^')), TextStyle.Superscript));
        return new(runs);
    }

    private static string Minus(string charge) => charge.Replace('-', '\u2212');

    [GeneratedRegex(@"^(?<body>\*?(?:\(?(?:[A-Z][a-z]?\d*)+\)?\d*[=≡]?)+)(?<charge>(?:\^\d*)?[+-])?$")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^\d[+-]$")]
    private static partial Regex Charge();
}
