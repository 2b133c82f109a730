using System.Globalization;
using System.Text;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary>A matrix on a terminal: as many columns side by side as the page is wide, the others in further blocks below.</summary>
sealed class MatrixText(Terminal terminal, MatrixView view)
{
    const int ColumnMin = 22, Gap = 2, Hanging = 2, LinesMax = 3;

    readonly Page page = new(terminal);
    readonly Dictionary<string, ColorScale> scales = view.Domains
        .ToDictionary(static domain => domain.Id, static domain => ColorScale.Of(domain.Layer?.Gradient ?? LayerGradient.Default), StringComparer.Ordinal);

    public void Write()
    {
        foreach (var domain in view.Domains)
        {
            List<MatrixColumn> columns = [.. view.Columns.Where(column => column.Domain.Id == domain.Id)];
            var cells = columns.Sum(static column => column.Techniques.Count + column.SubTechniques);
            page.Heading(SafeText.Line($"{domain.Name} {view.Release}") + (domain.Layer is { } layer ? SafeText.Line($": {layer.Name}") : ""));
            page.Paragraph($"{Page.Count(columns.Count, "tactic")}, {Page.Count(cells, "cell")} of technique and tactic", tone: Tone.Quiet);
            if (view.Layout == LayerMatrix.Mini)
            {
                WriteMini(columns);
            }
            else
            {
                WriteBlocks(columns);
            }
        }

        WriteLegend();
    }

    void WriteBlocks(List<MatrixColumn> columns)
    {
        var fitting = Math.Max(1, (page.WidthColumns + Gap) / (ColumnMin + Gap));
        var blocks = (columns.Count + fitting - 1) / fitting;
        var across = blocks == 0 ? 0 : (columns.Count + blocks - 1) / blocks;
        for (var start = 0; start < columns.Count; start += across)
        {
            List<MatrixColumn> block = [.. columns.Skip(start).Take(across)];
            var width = Math.Min(40, (page.WidthColumns - Gap * (across - 1)) / across);
            List<List<string>> lines = [.. block.Select(column => LinesOf(column, width))];
            page.Blank();
            for (var i = 0; i < lines.Max(static column => column.Count); i++)
            {
                page.Line(string.Join(new string(' ', Gap), lines.Select(column => Columns.PadRight(i < column.Count ? column[i] : "", width))));
            }
        }
    }

    List<string> LinesOf(MatrixColumn column, int width)
    {
        var lines = new List<string>();
        foreach (var line in Columns.Wrap(SafeText.Line(column.Tactic.Name), width))
        {
            lines.Add(page.Toned(Tone.Strong, line));
        }

        lines.Add(page.Toned(Tone.Quiet, $"{column.Techniques.Count} techniques" + (column.SubTechniques > 0 ? $", {column.SubTechniques} sub" : "")));
        lines.Add(page.Toned(Tone.Quiet, new string(terminal.UsesColour ? '─' : '-', width)));
        foreach (var cell in column.Cells)
        {
            AddCell(lines, cell, width);
        }

        return lines;
    }

    void AddCell(List<string> lines, MatrixCell cell, int width)
    {
        var indent = cell.Technique.IsSubTechnique ? "  " : "";
        var folded = cell.SubTechniques.Count > 0 && !cell.IsUnfolded ? $" ({cell.SubTechniques.Count})" : "";
        var score = cell.ShownScore is { } value ? " " + value.ToString("0.##", CultureInfo.InvariantCulture) : cell.IsDisabled ? " off" : "";
        var id = view.ShowIds ? cell.Technique.Id + " " : "";
        var room = Math.Max(8, width - indent.Length - score.Length);
        var name = SafeText.Line(id + (view.ShowNames || !view.ShowIds ? cell.Technique.Name : "") + folded);
        var wrapped = Hung(string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)), room);
        for (var i = 0; i < Math.Min(wrapped.Count, LinesMax); i++)
        {
            var text = i == LinesMax - 1 && wrapped.Count > LinesMax ? Columns.Cut(wrapped[i] + " …", room) : wrapped[i];
            lines.Add(Painted(cell, indent + Columns.PadRight(text, room) + (i == 0 ? score : new string(' ', score.Length))));
        }
    }

    // Further lines hang by two columns, so that one sees where the next technique begins.
    static List<string> Hung(string text, int room)
    {
        var first = Columns.Wrap(text, room)[0];
        var rest = text[first.Length..].TrimStart();
        return rest.Length == 0 ? [first] : [first, .. Columns.Wrap(rest, room - Hanging).Select(static line => new string(' ', Hanging) + line)];
    }

    // The score's own colour as background where the terminal has colours, letters readable on it.
    string Painted(MatrixCell cell, string text)
    {
        if (!terminal.UsesColour)
        {
            return text;
        }

        if (cell.IsDisabled || cell.Fill is not { } fill)
        {
            return page.Toned(cell.IsDisabled || cell.Technique.IsSubTechnique ? Tone.Quiet : Tone.Plain, text);
        }

        var below = fill.Over(ColorContrast.Black);
        var letters = below.Readable();
        return string.Create(CultureInfo.InvariantCulture, $"\u001b[48;2;{below.Red};{below.Green};{below.Blue};38;2;{letters.Red};{letters.Green};{letters.Blue}m{text}\u001b[0m");
    }

    // A line for each tactic, a sign for each cell: how high its score is, 0 to 9.
    void WriteMini(List<MatrixColumn> columns)
    {
        page.Blank();
        var label = Math.Min(28, columns.Select(static column => Columns.Of(SafeText.Line(column.Tactic.Name))).DefaultIfEmpty().Max());
        var room = Math.Max(10, page.WidthColumns - label - Gap);
        foreach (var column in columns)
        {
            var head = page.Toned(Tone.Strong, Columns.PadRight(Columns.Cut(SafeText.Line(column.Tactic.Name), label), label));
            foreach (var chunk in column.Cells.Chunk(room))
            {
                var line = new StringBuilder();
                foreach (var cell in chunk)
                {
                    line.Append(Painted(cell, Sign(cell, scales[column.Domain.Id])));
                }

                page.Line(head + new string(' ', Gap) + line);
                head = new string(' ', label);
            }
        }
    }

    static string Sign(MatrixCell cell, ColorScale scale)
        => cell.IsDisabled ? "-" : cell.ShownScore is not { } score ? cell.Fill is null ? "." : "#"
            : ((int)Math.Floor(Math.Clamp((score - scale.Min) / Math.Max(scale.Max - scale.Min, 1e-9), 0, 1) * 9)).ToString(CultureInfo.InvariantCulture);

    void WriteLegend()
    {
        foreach (var layer in view.Domains.Select(static domain => domain.Layer).OfType<Layer>())
        {
            page.Blank();
            foreach (var item in layer.Legend)
            {
                var swatch = terminal.UsesColour && LayerColor.TryParse(item.Color, out var color) && color.Over(ColorContrast.Black) is var below
                    ? string.Create(CultureInfo.InvariantCulture, $"\u001b[48;2;{below.Red};{below.Green};{below.Blue}m  \u001b[0m")
                    : $"[{SafeText.Line(item.Color)}]";
                page.Line($"{swatch} {SafeText.Line(item.Label)}");
            }
        }

        if (view.Layout == LayerMatrix.Mini && view.HasScores)
        {
            page.Paragraph("0 to 9: how high the score is in the layer's range; . no score, # a colour of its own, - disabled", tone: Tone.Quiet);
        }
    }
}
