using System.Globalization;
using Merlon.Documents;

namespace Merlon.Tables;

/// <summary>
/// Typed access to a record: what is of the wrong form or out of range is said with its place under the reader's code and given as null;
/// nothing is guessed.
/// </summary>
sealed class TableFields(TableRecord record, string code, DiagnosticLog log)
{
    /// <summary>Where the record begins.</summary>
    public SourceLocation Place => record.Place;

    /// <summary>True when the cell is there.</summary>
    public bool Has(string key) => record.Find(key) is not null;

    /// <summary>Where a cell stands, or the record where it is absent.</summary>
    public SourceLocation PlaceOf(string key) => record.Find(key)?.Place ?? record.Place;

    /// <summary>Says which keys are not known, with the nearest known one.</summary>
    public void CheckKeys(IReadOnlyList<string> known)
    {
        foreach (var key in record.Keys.Where(key => !known.Contains(key, StringComparer.Ordinal)).Order(StringComparer.Ordinal))
        {
            var near = Spelling.Nearest(key, known);
            log.Warn(code, PlaceOf(key), $"{Quoted(key)} is not known here and was left out", excerpt: null, near is null ? $"known: {string.Join(", ", known)}" : $"did you mean {near}?");
        }
    }

    /// <summary>A text; empty when absent.</summary>
    public string Text(string key) => record.Find(key)?.Text ?? "";

    /// <summary>A decimal number within bounds; null when absent or (said) not one.</summary>
    public decimal? Number(string key, decimal least, decimal most)
    {
        if (record.Find(key) is not { } cell)
        {
            return null;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(cell.Text, style, CultureInfo.InvariantCulture, out var number))
        {
            log.Warn(code, cell.Place, $"{key} is a number; {Quoted(cell.Text)} is not and was left out", excerpt: null, "write it with a decimal point and without separators, such as 120000 or 0.5");
            return null;
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        log.Warn(code, cell.Place, string.Create(CultureInfo.InvariantCulture, $"{key} is between {least} and {most}; {cell.Text} is not and was left out"));
        return null;
    }

    /// <summary>A day as <c>2026-03-01</c>; null when absent or (said) not one.</summary>
    public DateOnly? Day(string key)
    {
        if (record.Find(key) is not { } cell)
        {
            return null;
        }

        if (DateOnly.TryParseExact(cell.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        log.Warn(code, cell.Place, $"{key} is a day such as 2026-09-14; {Quoted(cell.Text)} is not and was left out");
        return null;
    }

    /// <summary>One of a few words, letter case ignored, as its index; null when absent or (said) another.</summary>
    public int? Choice(string key, IReadOnlyList<string> words)
    {
        if (record.Find(key) is not { } cell)
        {
            return null;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (string.Equals(words[i], cell.Text, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        var near = Spelling.Nearest(cell.Text, words);
        log.Warn(code, cell.Place, $"{key} is one of {string.Join(", ", words)}, not {Quoted(cell.Text)}", excerpt: null, near is null ? null : $"did you mean {near}?");
        return null;
    }

    /// <summary>Words parted by spaces, commas, semicolons or bars.</summary>
    public IReadOnlyList<string> Words(string key)
        => Text(key).Split([' ', ',', ';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Says something of a cell, or of the record where it is absent.</summary>
    public void Warn(string key, string message, string? advice = null) => log.Warn(code, PlaceOf(key), message, excerpt: null, advice);

    /// <summary>Words in quotation marks, for a message.</summary>
    public static string Quoted(string text) => $"\"{Diagnostic.ExcerptOf(text)}\"";
}
