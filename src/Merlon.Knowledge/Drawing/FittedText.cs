namespace Merlon.Drawing;

/// <summary>
/// Text to be fitted into boxes: cut into pieces once (at spaces, behind hyphens and slashes), then wrapped at any size.
/// </summary>
sealed class FittedText
{
    /// <summary>Height of a line, in ems.</summary>
    public const double LineEms = 1.18;

    /// <summary>Characters that are looked at; no box that one can read holds more.</summary>
    const int TextCharsMax = 2_000;

    const int BrokenCharsMin = 3;
    const double SizeStep = 0.25;
    readonly List<(string Piece, double Ems, bool IsSpaced)> pieces = [];
    readonly SvgFont font;
    readonly bool isBold;
    readonly double ellipsisEms;
    readonly bool isCutAlready;

    public FittedText(string text, SvgFont font, bool isBold = false)
    {
        this.font = font;
        this.isBold = isBold;
        ellipsisEms = Ems("…");
        var kept = text.AsSpan();
        isCutAlready = kept.Length > TextCharsMax;
        if (isCutAlready)
        {
            kept = kept[..(TextCharsMax - (char.IsHighSurrogate(kept[TextCharsMax - 1]) ? 1 : 0))];
        }

        foreach (var word in kept.SplitAny(" \t\r\n"))
        {
            AddWord(kept[word]);
        }
    }

    /// <summary>
    /// The largest size up to <paramref name="most"/> at which the whole text fits into the box, or
    /// <paramref name="least"/> when it fits at none.
    /// </summary>
    public double SizeFor(double width, double height, double most, double least)
    {
        for (var size = Math.Min(most, height / LineEms); size > least; size -= SizeStep)
        {
            if (Wrap(width / size, LinesAt(size, height)) is { IsCut: false })
            {
                return size;
            }
        }

        return least;
    }

    /// <summary>The lines at a size, the last one ending in … when not all fits; none when not even one line does.</summary>
    public FittedLines Lines(double size, double width, double height)
        => size <= 0 || height < size * LineEms * 0.99 || width < size ? new FittedLines([], pieces.Count > 0) : Wrap(width / size, LinesAt(size, height));

    static int LinesAt(double size, double height) => Math.Max(1, (int)Math.Floor(height / (size * LineEms) + 0.01));

    FittedLines Wrap(double widthEms, int linesMax)
    {
        var lines = new List<string>();
        var (line, used) = ("", 0.0);
        foreach (var (piece, ems, isSpaced) in pieces)
        {
            var gap = isSpaced && line.Length > 0 ? Ems(" ") : 0;
            if (line.Length > 0 && used + gap + ems > widthEms)
            {
                if (lines.Count == linesMax - 1)
                {
                    lines.Add(Shortened(isSpaced ? line + " " + piece : line + piece, widthEms));
                    return new FittedLines(lines, IsCut: true);
                }

                lines.Add(line);
                (line, used, gap) = ("", 0, 0);
            }

            if (line.Length == 0 && ems > widthEms)
            {
                lines.Add(Shortened(piece, widthEms)); // a piece wider than the box ends it
                return new FittedLines(lines, IsCut: true);
            }

            line += gap > 0 ? " " + piece : piece;
            used += gap + ems;
        }

        if (line.Length > 0)
        {
            lines.Add(isCutAlready ? Shortened(line, widthEms) : line);
        }

        return new FittedLines(lines, isCutAlready);
    }

    string Shortened(string line, double widthEms)
    {
        var (length, ems) = (0, ellipsisEms);
        foreach (var rune in line.EnumerateRunes())
        {
            ems += Ems(rune.ToString());
            if (ems > widthEms)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return line[..length].TrimEnd() + "…";
    }

    void AddWord(ReadOnlySpan<char> word)
    {
        var isSpaced = true;
        while (word.Length > 0)
        {
            var piece = word[..BreakIn(word)];
            pieces.Add((piece.ToString(), Ems(piece), isSpaced));
            word = word[piece.Length..];
            isSpaced = false;
        }
    }

    // Behind a hyphen or slash with enough letters on both sides: "Task/|Job", but not "I/O" and not "Drive-by".
    static int BreakIn(ReadOnlySpan<char> word)
    {
        for (var i = BrokenCharsMin; i < word.Length - BrokenCharsMin; i++)
        {
            if (word[i] is '-' or '/')
            {
                return i + 1;
            }
        }

        return word.Length;
    }

    double Ems(ReadOnlySpan<char> text) => TextMetrics.Ems(text, font, isBold);
}

/// <summary>Text wrapped into a box.</summary>
/// <param name="Lines">From top to bottom.</param>
/// <param name="IsCut">True when not all of the text is there.</param>
readonly record struct FittedLines(IReadOnlyList<string> Lines, bool IsCut);
