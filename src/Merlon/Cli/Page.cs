using System.Globalization;
using System.Text;

namespace Merlon.Cli;

/// <summary>How a piece of text stands out; nothing at all without colour.</summary>
enum Tone
{
    Plain,
    Strong,
    Quiet,
    Good,
    Warning,
    Bad,
    Accent,
    Code,
}

/// <summary>
/// Text for people, written to a terminal: headings, wrapped paragraphs, tables, bars. Plain ASCII drawing and no escape
/// sequence unless the terminal takes colours. Foreign text has to be made safe (<see cref="SafeText"/>) before it comes here.
/// </summary>
sealed class Page(Terminal terminal)
{
    readonly TextWriter output = terminal.Out;

    public int WidthColumns => terminal.WidthColumns;

    /// <summary>True when tones show; without, marks have to say what a tone would.</summary>
    public bool UsesColour => terminal.UsesColour;

    public void Blank() => output.WriteLine();

    public void Title(string text) => Paragraph(text, tone: Tone.Strong);

    public void Heading(string text)
    {
        Blank();
        Paragraph(text, tone: Tone.Accent);
    }

    /// <summary>Writes text wrapped to the page.</summary>
    /// <param name="text">Text without colours; line breaks start new lines.</param>
    /// <param name="indent">Columns before each line.</param>
    /// <param name="hanging">Further columns before the second and later lines.</param>
    /// <param name="tone">How the lines stand out.</param>
    public void Paragraph(string text, int indent = 0, int hanging = 0, Tone tone = Tone.Plain)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var margin = indent;
            foreach (var line in Columns.Wrap(paragraph, WidthColumns - indent - hanging))
            {
                output.WriteLine(line.Length == 0 ? "" : new string(' ', margin) + Toned(tone, line));
                margin = indent + hanging;
            }
        }
    }

    /// <summary>Writes words with tones, wrapped to the page.</summary>
    /// <param name="line">The words.</param>
    /// <param name="head">What stands before the first line, its width being <paramref name="indent"/>.</param>
    /// <param name="indent">Columns before the second and later lines.</param>
    public void Paragraph(ToneLine line, string head, int indent)
    {
        var width = WidthColumns - indent;
        var text = new StringBuilder(head);
        var used = 0;
        foreach (var word in line.Words)
        {
            var columns = word?.Sum(static piece => Columns.Of(piece.Text)) ?? 0;
            if (word is null || used > 0 && used + 1 + columns > width)
            {
                Break();
            }

            if (word is null)
            {
                continue;
            }

            if (columns <= width)
            {
                text.Append(used > 0 ? " " : "").AppendJoin("", word.Select(piece => Toned(piece.Tone, piece.Text)));
                used += columns + (used > 0 ? 1 : 0);
                continue;
            }

            // A word wider than the page is broken inside, piece by piece.
            foreach (var (part, tone) in word.SelectMany(piece => Columns.Wrap(piece.Text, width).Select(part => (part, piece.Tone))))
            {
                if (used > 0 && used + Columns.Of(part) > width)
                {
                    Break();
                }

                text.Append(Toned(tone, part));
                used += Columns.Of(part);
            }
        }

        Line(text.ToString());

        void Break()
        {
            Line(text.ToString());
            text.Clear().Append(' ', indent);
            used = 0;
        }
    }

    /// <summary>A line that keeps its spaces; what is wider than the page goes on below.</summary>
    public void Verbatim(string text, int indent, Tone tone)
    {
        var lead = text.Length - text.TrimStart(' ').Length;
        var margin = Math.Min(indent + lead, WidthColumns / 2);
        foreach (var line in Columns.Wrap(text, WidthColumns - margin))
        {
            Line(new string(' ', margin) + Toned(tone, line));
        }
    }

    /// <summary>A line as it is, cut to nothing: for text whose width the caller has settled.</summary>
    public void Line(string text) => output.WriteLine(text.TrimEnd());

    /// <summary>A label and its text beside it, wrapped under itself; nothing when the text is empty.</summary>
    public void Field(string label, string text, int labelColumns = 14)
    {
        if (text.Length == 0)
        {
            return;
        }

        var head = Columns.PadRight(label, labelColumns);
        foreach (var line in Columns.Wrap(text, WidthColumns - labelColumns))
        {
            output.WriteLine(Toned(Tone.Quiet, head) + line);
            head = new string(' ', labelColumns);
        }
    }

    public void Table(TextTable table) => table.WriteTo(this);

    /// <summary>A share 0..1 as a bar of <paramref name="columns"/> columns.</summary>
    public string Bar(double share, int columns)
    {
        var full = (int)Math.Round(Math.Clamp(share, 0, 1) * columns, MidpointRounding.AwayFromZero);
        return terminal.UsesColour
            ? Toned(ToneOf(share), new string('█', full)) + Toned(Tone.Quiet, new string('░', columns - full))
            : $"[{new string('#', full)}{new string('.', columns - full)}]";
    }

    public string Toned(Tone tone, string text)
    {
        if (!terminal.UsesColour || tone == Tone.Plain || text.Length == 0)
        {
            return text;
        }

        var code = tone switch
        {
            Tone.Strong => "1",
            Tone.Quiet => "2",
            Tone.Good => "32",
            Tone.Warning => "33",
            Tone.Bad => "31",
            Tone.Code => "36",
            _ => "1;36",
        };
        return $"\u001b[{code}m{text}\u001b[0m";
    }

    /// <summary>Little coverage is bad, much is good.</summary>
    public static Tone ToneOf(double share) => share switch
    {
        < 0.34 => Tone.Bad,
        < 0.67 => Tone.Warning,
        _ => Tone.Good,
    };

    /// <summary>A share 0..1 as whole percent: <c>42 %</c>.</summary>
    public static string Percent(double share)
        => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100, MidpointRounding.AwayFromZero):0} %");

    /// <summary>A whole number with thousands separated: <c>4,362</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number and its noun: <c>1 technique</c>, <c>2 techniques</c>.</summary>
    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{Count(number)} {noun}s";
}
