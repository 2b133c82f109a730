using System.Buffers;
using System.Text;

namespace Merlon.Attack;

/// <summary>Writes the numbers and bytes of a pack. Numbers are unsigned LEB128: seven bits a byte, lowest first.</summary>
sealed class PackBytesWriter
{
    readonly ArrayBufferWriter<byte> bytes = new();

    public void Byte(byte value) => bytes.Write([value]);

    public void Bytes(ReadOnlySpan<byte> value) => bytes.Write(value);

    public void Number(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Count(int value) => Number((ulong)value);

    public void Text(string text)
    {
        Count(Encoding.UTF8.GetByteCount(text));
        Bytes(Encoding.UTF8.GetBytes(text));
    }

    public void Append(PackBytesWriter other) => Bytes(other.ToSpan());

    public ReadOnlySpan<byte> ToSpan() => bytes.WrittenSpan;
}

/// <summary>Reads what <see cref="PackBytesWriter"/> wrote; every overrun is an <see cref="InvalidDataException"/>.</summary>
ref struct PackBytesReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>Bytes that were not read yet.</summary>
    public readonly int Left => rest.Length;

    public byte Byte() => Bytes(1)[0];

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw new InvalidDataException("the pack ends in the middle");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    public ulong Number()
    {
        var value = 0UL;
        for (var (i, shift) = (0, 0); i < rest.Length && shift < 64; i++, shift += 7)
        {
            value |= (ulong)(rest[i] & 0x7F) << shift;
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("the pack ends in the middle of a number");
    }

    /// <summary>A number of things or a place among them.</summary>
    public int Count()
    {
        var value = Number();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"the pack has a count of {value}");
    }

    /// <summary>A text that stands where it is used, its length first.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes(Count()));

    /// <summary>A number of things of which each takes at least one byte, so that a damaged pack cannot ask for more memory than it has.</summary>
    public int CountOfRest()
    {
        var count = Count();
        return count <= rest.Length ? count : throw new InvalidDataException($"the pack has a count of {count} with {rest.Length} bytes left");
    }
}

/// <summary>Strings of a section, each once, in the order of their first use; 0 is the empty string.</summary>
sealed class PackStringsWriter
{
    readonly Dictionary<string, int> places = new(StringComparer.Ordinal) { [""] = 0 };
    readonly List<string> strings = [];

    public int PlaceOf(string text)
    {
        if (!places.TryGetValue(text, out var place))
        {
            strings.Add(text);
            place = strings.Count;
            places.Add(text, place);
        }

        return place;
    }

    /// <summary>Writes the count, all lengths, then all bytes.</summary>
    public void WriteTo(PackBytesWriter output)
    {
        output.Count(strings.Count);
        foreach (var text in strings)
        {
            output.Count(Encoding.UTF8.GetByteCount(text));
        }

        foreach (var text in strings)
        {
            output.Bytes(Encoding.UTF8.GetBytes(text));
        }
    }

    public static string[] Read(ref PackBytesReader input)
    {
        var lengths = new int[input.CountOfRest()];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = input.Count();
        }

        var all = new string[lengths.Length + 1];
        all[0] = "";
        for (var i = 0; i < lengths.Length; i++)
        {
            all[i + 1] = Encoding.UTF8.GetString(input.Bytes(lengths[i]));
        }

        return all;
    }
}
