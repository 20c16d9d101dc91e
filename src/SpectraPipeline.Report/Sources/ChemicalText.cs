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

    /// <summary>A sentence of the store: formulas, isotopes ('13C'), units ('cm-1') and minus signs are set, brackets and stops round them kept.</summary>
    public static RichText Sentence(string sentence)
    {
        RichText text = RichText.Empty;
        bool afterFormula = false;
        foreach (string word in VisibleText.Clean(sentence).Split(' '))
        {
            string core = word.Trim('(', ',', ';', ':', '.', '?', '!');
            // A closing bracket belongs to the sentence unless the formula opened it.
            if (core.EndsWith(')') && !core.Contains('('))
                core = core.TrimEnd(')');
            int at = core.Length == 0 ? 0 : word.IndexOf(core, StringComparison.Ordinal);
            bool charge = afterFormula && Charge().IsMatch(core);
            RichText set = charge ? new RichText([new TextRun(Minus(core), TextStyle.Superscript)]) : Token(core);
            text += RichText.Plain((text.IsEmpty || charge ? "" : " ") + word[..at]) + set + RichText.Plain(word[(at + core.Length)..]);
            afterFormula = Formula().IsMatch(core) && core.Any(char.IsAsciiDigit);
        }
        return text;
    }

    private static RichText Token(string word)
    {
        if (word is "cm-1" or "cm-1/V" or "cm-1/V²")
            return RichText.Markup("cm^{-1}") + RichText.Plain(word[4..]);
        if (Isotope().Match(word) is { Success: true } isotope)
            return new RichText([new TextRun(isotope.Groups[1].Value, TextStyle.Superscript)]) + Word(isotope.Groups[2].Value);
        return NegativeNumber().IsMatch(word) ? RichText.Plain(Minus(word)) : Word(word);
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

    [GeneratedRegex(@"^(?<body>\*?(?:\(?(?:[A-Z][a-z]?(?:[1-9][0-9]?)?)+\)?(?:[1-9][0-9]?)?[=≡]?)+)(?<charge>(?:\^[0-9]*)?[+-])?$")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^(2|6|13|15|17|18|57)(H|Li|C|N|O|Fe)$")]
    private static partial Regex Isotope();

    [GeneratedRegex(@"^-[0-9]+(\.[0-9]+)?$")]
    private static partial Regex NegativeNumber();

    [GeneratedRegex(@"^[0-9][+-]$")]
    private static partial Regex Charge();
}
