using System.Globalization;
using System.Net;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Networks as regular expressions over whole values: every spelling of every address that <see cref="SigmaNetwork"/> reads,
/// and nothing else. IPv4 is four decimal numbers; IPv6 may leave out zeros in any one place, and end in four decimal numbers.
/// </summary>
static class NetworkRegex
{
    const int Groups = 8, GroupBits = 16, NibbleBits = 4, OctetBits = 8;

    static readonly RegexTree Point = new RegexTree.One(CharacterSet.Of('.'));
    static readonly RegexTree Colon = new RegexTree.One(CharacterSet.Of(':'));
    static readonly RegexTree Zone = RegexTree.Optional(RegexTree.Row(new RegexTree.One(CharacterSet.Of('%')), RegexTree.Anything));

    /// <summary>Every address of a network.</summary>
    public static RegexTree Of(IPNetwork network)
    {
        var address = network.BaseAddress.GetAddressBytes();
        return RegexTree.Whole(address.Length == 4 ? Quad(address, network.PrefixLength) : RegexTree.Row(OfV6(address, network.PrefixLength), Zone));
    }

    static RegexTree Quad(ReadOnlySpan<byte> bytes, int prefix)
    {
        var parts = new List<RegexTree>();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i > 0)
            {
                parts.Add(Point);
            }

            var free = Math.Clamp(OctetBits * (i + 1) - prefix, 0, OctetBits);
            parts.Add(Between(bytes[i], bytes[i] | (1 << free) - 1));
        }

        return RegexTree.Row(parts);
    }

    static RegexTree OfV6(byte[] address, int prefix)
    {
        var groups = Enumerable.Range(0, Groups).Select(i => Group(address, i, prefix)).ToArray();
        var zeros = Enumerable.Range(0, Groups).Select(i => CanBeZero(address, i, prefix)).ToArray();
        var quad = Quad(address.AsSpan(12), prefix - 96);
        var choices = new List<RegexTree>();
        foreach (var isQuad in (ReadOnlySpan<bool>)[false, true])
        {
            // What stands at the end: the last two groups are one quad.
            var parts = isQuad ? [.. groups[..6], quad] : groups;
            var compressible = isQuad ? 6 : Groups;
            choices.Add(Joined(parts));
            for (var from = 0; from < compressible; from++)
            {
                // Two colons stand for one group or more, as far as groups can be zero.
                var end = from;
                while (end < compressible && zeros[end])
                {
                    end++;
                }

                if (end > from)
                {
                    choices.Add(RegexTree.Row(Joined(parts[..from]), Colon, Colon, Ends(parts[(from + 1)..], parts.Length - end)));
                }
            }
        }

        return RegexTree.Either(choices);
    }

    // The last parts, from a least number of them up to all; each further one stands before those that stand anyway.
    static RegexTree Ends(RegexTree[] parts, int least)
    {
        if (parts.Length == 0)
        {
            return RegexTree.Empty;
        }

        if (least == 0)
        {
            return RegexTree.Optional(Ends(parts, 1));
        }

        RegexTree before = RegexTree.Empty;
        foreach (var part in parts[..^least])
        {
            before = RegexTree.Optional(RegexTree.Row(before, part, Colon));
        }

        return RegexTree.Row(before, Joined(parts[^least..]));
    }

    static RegexTree Joined(RegexTree[] parts) => RegexTree.Row(parts.SelectMany((part, i) => i == 0 ? (RegexTree[])[part] : [Colon, part]));

    // One to four hexadecimal digits; zeros before the first other digit may be missing.
    static RegexTree Group(byte[] address, int group, int prefix)
    {
        var nibbles = Enumerable.Range(0, GroupBits / NibbleBits).Select(i => Nibble(address, group * GroupBits / NibbleBits + i, prefix)).ToArray();
        if (group * GroupBits >= prefix)
        {
            return new RegexTree.Repeat(new RegexTree.One(nibbles[0]), 1, nibbles.Length);
        }

        var spellings = Enumerable.Range(0, nibbles.Length).TakeWhile(missing => nibbles[..missing].All(static nibble => nibble.Contains('0')));
        return RegexTree.Either(spellings.Select(missing => Digits(nibbles[missing..])));
    }

    static RegexTree Digits(CharacterSet[] nibbles) => RegexTree.Row(nibbles.Select(static RegexTree (nibble) => new RegexTree.One(nibble)));

    static bool CanBeZero(byte[] address, int group, int prefix)
        => Enumerable.Range(0, GroupBits / NibbleBits).All(i => Nibble(address, group * GroupBits / NibbleBits + i, prefix).Contains('0'));

    // The digits that stand at a place, in either case.
    static CharacterSet Nibble(byte[] address, int index, int prefix)
    {
        var value = index % 2 == 0 ? address[index / 2] >> NibbleBits : address[index / 2] & 0xF;
        var free = Math.Clamp(NibbleBits * (index + 1) - prefix, 0, NibbleBits);
        return CharacterSet.OfEach(Enumerable.Range(value, 1 << free).SelectMany(static digit => (int[])
        [
            digit.ToString("x", CultureInfo.InvariantCulture)[0], digit.ToString("X", CultureInfo.InvariantCulture)[0],
        ]));
    }

    // Whole numbers without leading zeros: those that agree in all but the last digit together, then those whose last digits do.
    static RegexTree Between(int first, int last)
    {
        var tens = Enumerable.Range(first, last - first + 1)
            .GroupBy(static n => n / 10)
            .Select(static g => (Tens: g.Key, First: g.Min() % 10, Last: g.Max() % 10));
        var choices = tens
            .GroupBy(static g => (g.First, g.Last, Hundreds: g.Tens / 10, Length: g.Tens == 0 ? 0 : g.Tens < 10 ? 1 : 2))
            .SelectMany(static g => Runs(g.Select(static x => x.Tens)).Select(run => RegexTree.Row(
                g.Key.Length == 2 ? (RegexTree)Digit(g.Key.Hundreds, g.Key.Hundreds) : RegexTree.Empty,
                g.Key.Length > 0 ? (RegexTree)Digit(run.First % 10, run.Last % 10) : RegexTree.Empty,
                Digit(g.Key.First, g.Key.Last))));
        return RegexTree.Either(choices);
    }

    static List<(int First, int Last)> Runs(IEnumerable<int> ascending)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var n in ascending)
        {
            if (runs.Count > 0 && runs[^1].Last == n - 1)
            {
                runs[^1] = (runs[^1].First, n);
            }
            else
            {
                runs.Add((n, n));
            }
        }

        return runs;
    }

    static RegexTree.One Digit(int first, int last) => new(CharacterSet.OfRange('0' + first, '0' + last));
}
