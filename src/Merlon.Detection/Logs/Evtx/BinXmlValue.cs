using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Merlon.Logs.Evtx;

/// <summary>Values of BinXml as text, type by type ([MS-EVEN6] 2.2.13), in UTF-8.</summary>
static class BinXmlValue
{
    /// <summary>No value.</summary>
    public const byte Null = 0x00;

    /// <summary>Text in UTF-16.</summary>
    public const byte String = 0x01;

    /// <summary>Text in the code page of the machine; read as Windows-1252.</summary>
    public const byte AnsiString = 0x02;

    /// <summary>A fragment of BinXml.</summary>
    public const byte BinXml = 0x21;

    /// <summary>Added to a type for an array of it.</summary>
    public const byte ArrayFlag = 0x80;

    // What Windows-1252 has for 0x80 to 0x9F.
    const string Ansi80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>What a value of a type is.</summary>
    public static LogValueKind KindOf(byte type) => type switch
    {
        Null => LogValueKind.Null,
        >= 0x03 and <= 0x0C => LogValueKind.Number,
        0x0D => LogValueKind.Boolean,
        _ => LogValueKind.Text,
    };

    /// <summary>
    /// The text of a UTF-16 value without the zeros and the white space that end it: evtx_dump leaves them out, and rules are
    /// written and tested on what it shows (<c>LogonProcessName: NtLmSsp</c> for what Windows records with a space behind).
    /// </summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        var chars = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(text);
        var length = chars.Length;
        while (length > 0 && (chars[length - 1] == '\0' || char.IsWhiteSpace(chars[length - 1])))
        {
            length--;
        }

        return text[..(length * 2)];
    }

    /// <summary>Takes the next element of an array; false where none is left.</summary>
    public static bool TryTakeElement(byte type, ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> element)
    {
        if (rest.IsEmpty)
        {
            element = default;
            return false;
        }

        var width = (type & ~ArrayFlag) switch
        {
            String => EndOfString(rest),
            AnsiString => rest.IndexOf((byte)0) + 1,
            0x03 or 0x04 => 1,
            0x05 or 0x06 => 2,
            0x07 or 0x08 or 0x0B or 0x0D or 0x14 => 4,
            0x0F or 0x12 => 16,
            0x13 => rest.Length > 1 ? 8 + rest[1] * 4 : 0,
            0x10 => rest.Length % 8 == 0 ? 8 : 4,
            0x09 or 0x0A or 0x0C or 0x11 or 0x15 => 8,
            _ => 0,
        };
        width = width == 0 ? rest.Length : Math.Min(width, rest.Length);
        element = rest[..width];
        rest = rest[width..];
        return true;
    }

    /// <summary>Writes the text of a value that is no array and no fragment; a size that its type cannot have is written as hexadecimal.</summary>
    public static void Write(byte type, ReadOnlySpan<byte> value, ByteScratch text)
    {
        switch (type)
        {
            case Null:
                break;
            case String or 0x23:
                WriteUtf16(Trim(value), text);
                break;
            case AnsiString:
                WriteAnsi(value, text);
                break;
            case 0x03 or 0x05 or 0x07 or 0x09 when value.Length is 1 or 2 or 4 or 8:
                Format(text, Signed(value), "D");
                break;
            case 0x04 or 0x06 or 0x08 or 0x0A when value.Length is 1 or 2 or 4 or 8:
                Format(text, Unsigned(value), "D");
                break;
            case 0x0B when value.Length == 4:
                Format(text, BinaryPrimitives.ReadSingleLittleEndian(value), "R");
                break;
            case 0x0C when value.Length == 8:
                Format(text, BinaryPrimitives.ReadDoubleLittleEndian(value), "R");
                break;
            case 0x0D:
                text.Write(value.ContainsAnyExcept((byte)0) ? "true"u8 : "false"u8);
                break;
            case 0x0F when value.Length == 16:
                WriteGuid(value, text);
                break;
            case 0x11 when value.Length == 8:
                WriteFileTime(BinaryPrimitives.ReadUInt64LittleEndian(value), text);
                break;
            case 0x12 when value.Length == 16:
                WriteSystemTime(value, text);
                break;
            case 0x13 when value.Length >= 8 && value.Length >= 8 + value[1] * 4:
                WriteSid(value, text);
                break;
            case 0x10 or 0x14 or 0x15 or 0x20 when value.Length is 1 or 2 or 4 or 8:
                text.Write("0x"u8);
                Format(text, Unsigned(value), "x");
                break;
            default:
                WriteHex(value, text);
                break;
        }
    }

    /// <summary>Writes UTF-16 as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public static void WriteUtf16(ReadOnlySpan<byte> units, ByteScratch text)
    {
        var chars = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(units);
        Utf8.FromUtf16(chars, text.Free(chars.Length * 3), out _, out var written, replaceInvalidSequences: true, isFinalBlock: true);
        text.Advance(written);
    }

    static int EndOfString(ReadOnlySpan<byte> rest)
    {
        var chars = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(rest);
        var zero = chars.IndexOf('\0');
        return zero < 0 ? rest.Length : zero * 2 + 2;
    }

    static void WriteAnsi(ReadOnlySpan<byte> value, ByteScratch text)
    {
        value = value.TrimEnd((byte)0);
        foreach (var unit in value)
        {
            var rune = new Rune(unit is >= 0x80 and < 0xA0 ? Ansi80[unit - 0x80] : (char)unit);
            text.Advance(rune.EncodeToUtf8(text.Free(4)));
        }
    }

    static long Signed(ReadOnlySpan<byte> value) => value.Length switch
    {
        1 => unchecked((sbyte)value[0]),
        2 => BinaryPrimitives.ReadInt16LittleEndian(value),
        4 => BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => BinaryPrimitives.ReadInt64LittleEndian(value),
    };

    static ulong Unsigned(ReadOnlySpan<byte> value) => value.Length switch
    {
        1 => value[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(value),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(value),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(value),
    };

    static void Format<T>(ByteScratch text, T value, string format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(text.Free(64), out var written, format, CultureInfo.InvariantCulture);
        text.Advance(written);
    }

    // As evtx_dump writes it: upper case, without braces.
    static void WriteGuid(ReadOnlySpan<byte> value, ByteScratch text)
    {
        var free = text.Free(36);
        Utf8Formatter.TryFormat(new Guid(value), free, out var written, 'D');
        Ascii.ToUpperInPlace(free[..written], out _);
        text.Advance(written);
    }

    // Ticks of 100 ns since 1601 in UTC; what no calendar has is written as the number.
    static void WriteFileTime(ulong ticks, ByteScratch text)
    {
        if (ticks > (ulong)(DateTime.MaxValue.Ticks - DateTime.FromFileTimeUtc(0).Ticks))
        {
            Format(text, ticks, "D");
            return;
        }

        Format(text, DateTime.FromFileTimeUtc((long)ticks), "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");
    }

    // Year, month, day of the week, day, hour, minute, second, millisecond; written as they stand, for nothing depends on them.
    static void WriteSystemTime(ReadOnlySpan<byte> value, ByteScratch text)
    {
        var parts = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(value);
        System.Text.Unicode.Utf8.TryWrite(
            text.Free(64), CultureInfo.InvariantCulture,
            $"{parts[0]:0000}-{parts[1]:00}-{parts[3]:00}T{parts[4]:00}:{parts[5]:00}:{parts[6]:00}.{parts[7]:000}Z", out var written);
        text.Advance(written);
    }

    // Revision, number of subauthorities, authority in six bytes, big endian, subauthorities.
    static void WriteSid(ReadOnlySpan<byte> value, ByteScratch text)
    {
        text.Write("S-"u8);
        Format(text, value[0], "D");
        text.Write((byte)'-');
        Format(text, (ulong)BinaryPrimitives.ReadUInt16BigEndian(value[2..]) << 32 | BinaryPrimitives.ReadUInt32BigEndian(value[4..]), "D");
        for (var i = 0; i < value[1]; i++)
        {
            text.Write((byte)'-');
            Format(text, BinaryPrimitives.ReadUInt32LittleEndian(value[(8 + i * 4)..]), "D");
        }
    }

    static void WriteHex(ReadOnlySpan<byte> value, ByteScratch text)
    {
        Convert.TryToHexString(value, text.Free(value.Length * 2), out var written);
        text.Advance(written);
    }
}
