using System.Net;
using System.Text.RegularExpressions;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching.Indexes;
using Merlon.Sigma.Matching.Values;

namespace Merlon.Sigma.Matching.Deferred;

/// <summary>A text of four bytes or less somewhere in the value, too short for an index.</summary>
sealed class ShortTextTest(int slot, byte[] text) : ValueTest(slot)
{
    /// <inheritdoc/>
    protected override bool Holds(ValueText value, ReadOnlySpan<byte> record) => value.Folded(record).IndexOf(text) >= 0;
}

/// <summary>A pattern without a literal that an index could find.</summary>
sealed class GlobTest(int slot, Glob glob, bool isCased) : ValueTest(slot)
{
    /// <inheritdoc/>
    protected override bool Holds(ValueText value, ReadOnlySpan<byte> record)
        => glob.IsMatch(isCased ? value.Valid(record) : value.Folded(record));
}

/// <summary>A regular expression; compiled when the first value gets so far.</summary>
/// <param name="slot">The field.</param>
/// <param name="predicate">The expression.</param>
/// <param name="literals">Folded texts that are in every ASCII text that it matches.</param>
sealed class RegexTest(int slot, SigmaPredicate.RegexMatch predicate, List<byte[]> literals) : ValueTest(slot)
{
    Regex? regex;

    /// <inheritdoc/>
    protected override bool Holds(ValueText value, ReadOnlySpan<byte> record)
    {
        var folded = value.Folded(record);
        if (value.IsAscii)
        {
            foreach (var literal in literals)
            {
                if (folded.IndexOf(literal) < 0)
                {
                    return false;
                }
            }
        }

        // Two threads may both make it: they make the same.
        var compiled = regex ??= SigmaRegex.Make(predicate);
        try
        {
            return SigmaRegex.IsMatch(compiled, value.Utf16(record));
        }
        catch (RegexMatchTimeoutException)
        {
            value.TimedOut++;
            return false;
        }
    }
}

/// <summary>An address in a network.</summary>
sealed class NetworkTest(int slot, IPNetwork network) : ValueTest(slot)
{
    /// <inheritdoc/>
    protected override bool Holds(ValueText value, ReadOnlySpan<byte> record)
        => SigmaNetwork.TryParseAddress(value.Utf16(record), out var address) && SigmaNetwork.Contains(network, address);
}

/// <summary>A number that compares.</summary>
sealed class CompareTest(int slot, SigmaOperator comparison, decimal with) : ValueTest(slot)
{
    /// <inheritdoc/>
    protected override bool Holds(ValueText value, ReadOnlySpan<byte> record)
        => SigmaText.TryReadNumber(value.Utf16(record), out var number) && SigmaText.Holds(number, comparison, with);
}

/// <summary>A part of a point in time that compares.</summary>
sealed class TimeTest(int slot, SigmaPredicate.TimeMatch predicate) : ValueTest(slot)
{
    /// <inheritdoc/>
    protected override bool Holds(ValueText value, ReadOnlySpan<byte> record)
        => RecordFacts.ReadTime(value.Utf16(record)) is { } time
            && SigmaText.Holds(SigmaText.PartOf(time, predicate.Part), predicate.Operator, predicate.Value);
}

/// <summary>A value of one field against the values of another.</summary>
sealed class ReferenceTest(int slot, int other, SigmaTextPart part, bool isCased) : DeferredTest
{
    /// <inheritdoc/>
    public override bool IsTrue(ReadOnlySpan<byte> record, ReadOnlySpan<SlotValue> values, ValueTexts texts)
    {
        if (!values[slot].IsThere || !values[other].IsThere)
        {
            return false;
        }

        for (var at = slot; ; at = values[at].Next)
        {
            if (values[at].Kind != LogValueKind.Null)
            {
                // Copied: with many values both may share the place where texts are made.
                var left = TextOf(texts.Of(at, values[at]), record).ToArray();
                if (IsAny(left, record, values, texts))
                {
                    return true;
                }
            }

            if (values[at].Next == 0)
            {
                return false;
            }
        }
    }

    bool IsAny(byte[] left, ReadOnlySpan<byte> record, ReadOnlySpan<SlotValue> values, ValueTexts texts)
    {
        for (var at = other; ; at = values[at].Next)
        {
            if (values[at].Kind != LogValueKind.Null && Holds(left, TextOf(texts.Of(at, values[at]), record)))
            {
                return true;
            }

            if (values[at].Next == 0)
            {
                return false;
            }
        }
    }

    ReadOnlySpan<byte> TextOf(ValueText text, ReadOnlySpan<byte> record) => isCased ? text.Valid(record) : text.Folded(record);

    bool Holds(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        => part switch
        {
            SigmaTextPart.Whole => left.SequenceEqual(right),
            SigmaTextPart.Contains => left.IndexOf(right) >= 0,
            SigmaTextPart.StartsWith => left.StartsWith(right),
            SigmaTextPart.EndsWith => left.EndsWith(right),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
