using System.Buffers;

namespace Merlon.Sigma;

/// <summary>
/// Text with wildcards as Sigma writes it, unescaped: literal runs, <c>*</c> (any run, also none, also over line ends) and
/// <c>?</c> (exactly one Unicode character). Equal patterns have equal canonical text.
/// </summary>
public sealed record SigmaPattern
{
    /// <summary>Stands for <c>*</c> in <see cref="Canonical"/>; a noncharacter, which no text of a rule holds.</summary>
    public const char AnyRun = '\uFDD0';

    /// <summary>Stands for <c>?</c> in <see cref="Canonical"/>.</summary>
    public const char AnyOne = '\uFDD1';

    static readonly SearchValues<char> Specials = SearchValues.Create('\\', '*', '?');

    SigmaPattern(string canonical) => Canonical = canonical;

    /// <summary>The text with <see cref="AnyRun"/> and <see cref="AnyOne"/> for its wildcards, runs of <c>*</c> made one.</summary>
    public string Canonical { get; }

    /// <summary>True where it has no wildcard.</summary>
    public bool IsLiteral => Canonical.AsSpan().IndexOfAny(AnyRun, AnyOne) < 0;

    /// <summary>A pattern from canonical text.</summary>
    public static SigmaPattern FromCanonical(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        var run = canonical.AsSpan().IndexOf([AnyRun, AnyRun]);
        return new SigmaPattern(run < 0 ? canonical : WithSingleRuns(canonical, run));
    }

    /// <summary>
    /// A pattern from a value as Sigma writes it (Sigma 2.1, rules specification, "escaping"): a backslash takes the meaning
    /// from a <c>*</c>, <c>?</c> or backslash behind it; before anything else, and at the end, it is a backslash.
    /// </summary>
    public static SigmaPattern Parse(string written) => FromCanonical(CanonicalOf(written));

    /// <summary>True where the text holds one of the two characters that stand for wildcards here, so that it cannot be told from one.</summary>
    internal static bool IsAmbiguous(string text) => text.AsSpan().IndexOfAny(AnyRun, AnyOne) >= 0;

    /// <summary>Canonical text of a value as Sigma writes it; runs of <c>*</c> as they are.</summary>
    internal static string CanonicalOf(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var special = written.AsSpan().IndexOfAny(Specials);
        return special < 0 ? written : Unescape(written, special);
    }

    static string Unescape(string written, int from)
    {
        var isLiteral = true;
        for (var i = from; i < written.Length && isLiteral; i++)
        {
            isLiteral = written[i] is not ('*' or '?') && !(written[i] is '\\' && i + 1 < written.Length && Specials.Contains(written[i + 1]));
        }

        if (isLiteral)
        {
            return written; // paths: backslashes that escape nothing
        }

        var buffer = ArrayPool<char>.Shared.Rent(written.Length);
        written.AsSpan(0, from).CopyTo(buffer);
        var length = from;
        for (var i = from; i < written.Length; i++)
        {
            var c = written[i];
            if (c is '\\' && i + 1 < written.Length && Specials.Contains(written[i + 1]))
            {
                c = written[++i];
            }
            else if (c is '*')
            {
                c = AnyRun;
            }
            else if (c is '?')
            {
                c = AnyOne;
            }

            buffer[length++] = c;
        }

        var text = new string(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return text;
    }

    static string WithSingleRuns(string canonical, int from)
    {
        var text = new System.Text.StringBuilder(canonical.Length).Append(canonical, 0, from);
        for (var i = from; i < canonical.Length; i++)
        {
            if (canonical[i] != AnyRun || i == 0 || canonical[i - 1] != AnyRun)
            {
                text.Append(canonical[i]);
            }
        }

        return text.ToString();
    }
}
