namespace SpectraPipeline.IO.Tokens;

/// <summary>Names of months as instruments' programs write them in English, French, German, Spanish, Italian, Portuguese and Dutch.</summary>
internal static class MonthWords
{
    // One line a month; accents are taken off before the search. No word means two months in two of these languages.
    private static readonly string[][] s_names =
    [
        ["january", "jan", "janvier", "janv", "januar", "janner", "jaenner", "enero", "ene", "gennaio", "gen", "janeiro", "januari"],
        ["february", "feb", "fevrier", "fevr", "fev", "februar", "febrero", "febbraio", "fevereiro", "februari"],
        ["march", "mar", "mars", "marz", "maerz", "mrz", "marzo", "marco", "maart", "mrt"],
        ["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
        ["may", "mai", "mayo", "maggio", "mag", "maio", "mei"],
        ["june", "jun", "juin", "juni", "junio", "giugno", "giu", "junho"],
        ["july", "jul", "juillet", "juil", "juli", "julio", "luglio", "lug", "julho"],
        ["august", "aug", "aout", "agosto", "ago", "augustus"],
        ["september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro"],
        ["october", "oct", "octobre", "oktober", "okt", "octubre", "ottobre", "ott", "outubro", "out"],
        ["november", "nov", "novembre", "noviembre", "novembro"],
        ["december", "dec", "decembre", "dezember", "dez", "diciembre", "dic", "dicembre", "dezembro"],
    ];

    /// <summary>1 to 12; 0 when the word is no month.</summary>
    public static int Number(string word)
    {
        string plain = string.Concat(word.TrimEnd('.').ToLowerInvariant().Select(WithoutAccent));
        return Array.FindIndex(s_names, names => names.Contains(plain, StringComparer.Ordinal)) + 1;
    }

    private static char WithoutAccent(char c) =>
        c switch
        {
            'é' or 'è' or 'ê' => 'e',
            'û' or 'ù' or 'ú' or 'ü' => 'u',
            'ä' or 'à' or 'á' or 'â' => 'a',
            'ç' => 'c',
            _ => c,
        };
}
