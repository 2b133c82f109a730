using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Merlon.Drawing;

namespace Merlon.Web.App.Matrix;

/// <summary>
/// The grid as HTML, written by hand: about a thousand cells of a dozen words each are most of the page, and what is left out here is neither sent nor parsed.
/// To a screen reader each tactic is a row and each technique a cell of it (docs/design/web-matrix.md).
/// </summary>
static class MatrixGrid
{
    static readonly HtmlEncoder Encoder = EncoderOfPages();

    /// <summary>The rows, without the grid's own element.</summary>
    public static string Write(OpenMatrix matrix, Words words)
    {
        var html = new StringBuilder(160 * 1024);
        var isFirst = true;
        foreach (var column in matrix.Columns)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"{(matrix.Shows(column) ? "col" : "col gone")}\" role=row data-t={Attribute(column.Tactic.Shortname)}>");
            html.Append(CultureInfo.InvariantCulture, $"<div class=head role=rowheader><b>{Text(column.Tactic.Name)}</b><small>{column.Techniques.Count}<span class=vh> {Text(words["matrix.head.techniques"])}</span></small></div>");
            foreach (var cell in column.Techniques)
            {
                var isOpen = cell.SubTechniques.Count > 0 && IsOpen(matrix, cell);
                Cell(html, matrix, column, cell, isSub: false, isFirst, isOpen, words);
                isFirst = false;
                if (cell.SubTechniques.Count == 0)
                {
                    continue;
                }

                html.Append(isOpen ? "<div class=subs>" : "<div class=subs hidden>");
                foreach (var sub in cell.SubTechniques)
                {
                    Cell(html, matrix, column, sub, isSub: true, isFirst: false, isOpen: false, words);
                }

                html.Append("</div>");
            }

            html.Append("</div>");
        }

        return html.ToString();
    }

    /// <summary>Whether a technique's sub-techniques are shown: as asked for, or because only they pass the filters.</summary>
    public static bool IsOpen(OpenMatrix matrix, MatrixCell cell)
        => matrix.State.IsOpen || matrix.State.Open.Contains(cell.Technique.Id, StringComparer.Ordinal)
            || matrix.Passing is { } passing && !passing.Contains(cell.Technique.Id) && cell.SubTechniques.Any(sub => passing.Contains(sub.Technique.Id));

    static void Cell(StringBuilder html, OpenMatrix matrix, MatrixColumn column, MatrixCell cell, bool isSub, bool isFirst, bool isOpen, Words words)
    {
        var technique = cell.Technique;
        var paint = matrix.Paint.Of(technique, column.Tactic);
        var isKept = matrix.Passes(technique);
        var isHidden = !isKept && !matrix.State.Dims && !cell.SubTechniques.Any(sub => matrix.Passes(sub.Technique));
        html.Append("<div class=\"c");
        Class(html, isSub ? "s" : "");
        Class(html, paint.Class);
        Class(html, paint.IsNoted ? "noted" : "");
        Class(html, isHidden ? "out" : isKept ? "" : "dim");
        html.Append(CultureInfo.InvariantCulture, $"\" role=gridcell aria-selected=false tabindex={(isFirst ? 0 : -1)} data-t={technique.Id}>");
        html.Append(CultureInfo.InvariantCulture, $"<a href=/matrix/cell/{technique.Id} tabindex=-1>{(matrix.State.ShowsIds ? $"<u>{technique.Id}</u>" : "")}{Text(technique.Name)}</a>");
        if (cell.SubTechniques.Count > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<button class=f tabindex=-1 aria-expanded={(isOpen ? "true" : "false")} aria-label={Attribute(words.Count("matrix.subs", cell.SubTechniques.Count))}>{cell.SubTechniques.Count}</button>");
        }

        html.Append("<i>").Append(Text(paint.Label)).Append("</i></div>");
    }

    static void Class(StringBuilder html, string name)
    {
        if (name.Length > 0)
        {
            html.Append(' ').Append(name);
        }
    }

    static string Text(string text) => Encoder.Encode(text);

    static string Attribute(string text) => $"\"{Encoder.Encode(text)}\"";

    static HtmlEncoder EncoderOfPages()
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        characters.ForbidRange(UnicodeRange.Create('\u202A', '\u202E'));
        characters.ForbidRange(UnicodeRange.Create('\u2066', '\u2069'));
        return HtmlEncoder.Create(characters);
    }
}
