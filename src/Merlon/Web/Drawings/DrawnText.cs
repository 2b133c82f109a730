using System.Globalization;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Web.Drawings;

/// <summary>Words of a drawing's page.</summary>
static class DrawnText
{
    /// <summary>Characters of a foreign text that the page shows; a spreadsheet has more.</summary>
    public const int TextCharsMax = 2_000;

    /// <summary>Entries of a list of metadata or links that the page shows; the rest is counted.</summary>
    public const int EntriesMax = 50;

    /// <summary>Cut to what the page shows, the end saying how much there was.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= TextCharsMax)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[TextCharsMax - 1]) ? TextCharsMax - 1 : TextCharsMax;
        return string.Create(CultureInfo.InvariantCulture, $"{text[..end]}… ({text.Length:N0} characters in all)");
    }

    public static string Score(double score) => Math.Abs(score) >= 1e6
        ? score.ToString("0.##E+0", CultureInfo.InvariantCulture)
        : score.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Count(int number, string noun)
        => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>What one reads when one points at a cell.</summary>
    public static string Tip(MatrixCell cell, (string Key, string Label)? legend)
    {
        var words = new List<string> { $"{cell.Technique.Id} {cell.Technique.Name}" };
        if (cell.IsDisabled)
        {
            words.Add("disabled");
        }

        if (cell.ShownScore is { } score)
        {
            words.Add($"{(cell.Aggregate is null ? "score" : "aggregate")} {Score(score)}");
        }

        if (legend is { } entry)
        {
            words.Add(entry.Label);
        }

        return string.Join("; ", words.Select(Cut));
    }

    /// <summary>An address that may be a link, or null.</summary>
    public static string? Safe(LayerLink link) => link.IsSafe ? link.Url : null;

    /// <summary>The technique's page, or null where the bundle's address is none.</summary>
    public static string? PageOf(MatrixCell cell) => Safe(new LayerLink("page", cell.Technique.Url));
}
