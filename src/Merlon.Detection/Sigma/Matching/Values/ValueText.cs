using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Merlon.Logs;

namespace Merlon.Sigma.Matching.Values;

/// <summary>
/// The text of one value of a record, made only when it is asked for: as it is, as UTF-16, and folded. Used again for value
/// after value; what it gives is valid until the next.
/// </summary>
sealed class ValueText
{
    /// <summary>Memory for one text that is kept for the next value, in bytes.</summary>
    const int KeptBytesMax = 1 << 20;

    byte[] plain = [];
    byte[] folded = [];
    char[] utf16 = [];
    byte[] valid = [];
    int validLength;
    int plainLength;
    int foldedLength;
    int utf16Length;
    bool isPlainInPlace;
    int start;

    /// <summary>How often a regular expression ran out of time on a text from here.</summary>
    public long TimedOut { get; set; }

    /// <summary>Where the value is, and what it was.</summary>
    public SlotValue Value { get; private set; }

    /// <summary>Takes the next value.</summary>
    public void Set(SlotValue value)
    {
        Value = value;
        plainLength = -1;
        foldedLength = -1;
        utf16Length = -1;
        validLength = -1;
        if (folded.Length > KeptBytesMax || plain.Length > KeptBytesMax || utf16.Length > KeptBytesMax)
        {
            (folded, plain, utf16, valid) = ([], [], [], []);
        }
    }

    /// <summary>UTF-8 without escapes; what is no Unicode may be in it.</summary>
    public ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> record)
    {
        if (plainLength < 0)
        {
            MakePlain(record.Slice(Value.Start, Value.Length));
        }

        return isPlainInPlace ? record.Slice(start, plainLength) : plain.AsSpan(0, plainLength);
    }

    /// <summary>UTF-8 without escapes; what is no Unicode is U+FFFD.</summary>
    public ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> record)
    {
        var text = Plain(record);
        if (Utf8.IsValid(text))
        {
            return text;
        }

        if (validLength < 0)
        {
            valid = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
            validLength = valid.Length;
        }

        return valid;
    }

    /// <summary>Folded: see <see cref="TextFolding"/>.</summary>
    public ReadOnlySpan<byte> Folded(ReadOnlySpan<byte> record)
    {
        if (foldedLength < 0)
        {
            MakeFolded(record);
        }

        return folded.AsSpan(0, foldedLength);
    }

    /// <summary>True where all of it is ASCII; known once it was folded.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>UTF-16, for regular expressions; what is no Unicode is U+FFFD.</summary>
    public ReadOnlySpan<char> Utf16(ReadOnlySpan<byte> record)
    {
        if (utf16Length < 0)
        {
            var text = Plain(record);
            if (utf16.Length < text.Length)
            {
                utf16 = new char[Math.Max(text.Length, 256)];
            }

            utf16Length = Encoding.UTF8.GetChars(text, utf16);
        }

        return utf16.AsSpan(0, utf16Length);
    }

    void MakeFolded(ReadOnlySpan<byte> record)
    {
        if (Value.Encoding == SlotEncoding.Utf16)
        {
            // Most text is ASCII, which needs no way over UTF-8.
            var units = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(record.Slice(Value.Start, Value.Length));
            Reserve(ref folded, units.Length);
            if (Ascii.ToUpper(units, folded, out foldedLength) == OperationStatus.Done)
            {
                IsAscii = true;
                return;
            }
        }

        var text = Plain(record);
        IsAscii = Ascii.IsValid(text);
        Reserve(ref folded, IsAscii ? text.Length : text.Length * 3);
        foldedLength = TextFolding.Fold(text, folded);
    }

    void MakePlain(ReadOnlySpan<byte> value)
    {
        isPlainInPlace = false;
        if (Value.Encoding == SlotEncoding.Utf16)
        {
            var units = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(value);
            Reserve(ref plain, units.Length * 3);
            Utf8.FromUtf16(units, plain, out _, out plainLength);
        }
        else if (Value.Kind == LogValueKind.Structure)
        {
            Reserve(ref plain, value.Length);
            plainLength = JsonEscapes.Compact(value, plain);
        }
        else if (Value.Encoding == SlotEncoding.JsonEscaped)
        {
            Reserve(ref plain, value.Length);
            plainLength = JsonEscapes.Unescape(value, plain);
        }
        else
        {
            isPlainInPlace = true;
            start = Value.Start;
            plainLength = value.Length;
        }
    }

    static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(Math.Max(length, 256), (int)Math.Min(buffer.Length * 2L, KeptBytesMax))];
        }
    }
}
