using System.Buffers;
using System.Globalization;
using System.Text;
using Merlon.Logs.Evtx;

namespace Merlon.Logs.EventXml;

/// <summary>
/// Writes an event in XML as the outline that binary events give too, so that both have the same fields. Reads the XML that
/// Windows and Sysmon write: elements, attributes, text, character references, CDATA; comments and processing instructions
/// are passed over, a document type is refused, and nothing is ever fetched.
/// </summary>
ref struct EventXmlOutline
{
    static readonly SearchValues<byte> EndsName = SearchValues.Create(" \t\r\n/>=<\"'&"u8);

    readonly ReadOnlySpan<byte> xml;
    readonly ByteScratch outline;
    readonly ByteScratch text;
    readonly Span<Opened> open;
    int depth;
    int at;

    /// <summary>An element that is not closed yet.</summary>
    internal struct Opened
    {
        public int Name;
        public int NameLength;
        public bool HasElements;
        public bool HoldsValue;
    }

    EventXmlOutline(ReadOnlySpan<byte> xml, ByteScratch outline, ByteScratch text, Span<Opened> open)
    {
        this.xml = xml;
        this.outline = outline;
        this.text = text;
        this.open = open;
    }

    /// <summary>Writes the outline of the one element that <paramref name="xml"/> holds.</summary>
    /// <param name="xml">UTF-8.</param>
    /// <param name="outline">Takes the outline; emptied first.</param>
    /// <param name="text">Room for a text; emptied first.</param>
    /// <param name="open">Room for the elements that are open.</param>
    public static BinXmlFault Write(ReadOnlySpan<byte> xml, ByteScratch outline, ByteScratch text, Span<Opened> open)
    {
        outline.Clear();
        text.Clear();
        var writer = new EventXmlOutline(xml, outline, text, open);
        return writer.WriteAll();
    }

    BinXmlFault WriteAll()
    {
        while (at < xml.Length)
        {
            var fault = xml[at] == (byte)'<' ? WriteMarkup() : TakeText();
            if (fault != BinXmlFault.None)
            {
                return fault;
            }
        }

        return depth == 0 ? BinXmlFault.None : BinXmlFault.Balance;
    }

    BinXmlFault WriteMarkup()
    {
        var rest = xml[at..];
        return rest.StartsWith("</"u8) ? WriteEnd()
            : rest.StartsWith("<!--"u8) ? Pass("-->"u8)
            : rest.StartsWith("<![CDATA["u8) ? TakeCharacterData()
            : rest.StartsWith("<?"u8) ? Pass("?>"u8)
            : rest.StartsWith("<!"u8) ? BinXmlFault.Token
            : WriteStart();
    }

    BinXmlFault WriteStart()
    {
        at++;
        var name = TakeName();
        if (name.IsEmpty)
        {
            return BinXmlFault.Token;
        }

        if (depth == open.Length)
        {
            return BinXmlFault.Depth;
        }

        if (depth > 0)
        {
            WriteText(isValue: false);
            open[depth - 1].HasElements = true;
        }

        text.Clear();
        open[depth] = new Opened { Name = at - name.Length, NameLength = name.Length, HoldsValue = HoldsValue() };
        depth++;
        WriteUnits(BinXmlOutline.Open, name);
        while (true)
        {
            PassSpace();
            if (at >= xml.Length)
            {
                return BinXmlFault.Truncated;
            }

            if (xml[at] == (byte)'>')
            {
                at++;
                outline.Write(BinXmlOutline.Content);
                return BinXmlFault.None;
            }

            if (xml[at..].StartsWith("/>"u8))
            {
                at += 2;
                outline.Write(BinXmlOutline.Content);
                EndElement();
                return BinXmlFault.None;
            }

            var fault = WriteAttribute();
            if (fault != BinXmlFault.None)
            {
                return fault;
            }
        }
    }

    BinXmlFault WriteAttribute()
    {
        var name = TakeName();
        PassSpace();
        if (name.IsEmpty || at >= xml.Length || xml[at] != (byte)'=')
        {
            return BinXmlFault.Token;
        }

        at++;
        PassSpace();
        if (at >= xml.Length || xml[at] is not ((byte)'"' or (byte)'\''))
        {
            return BinXmlFault.Token;
        }

        var quote = xml[at++];
        var length = xml[at..].IndexOf(quote);
        if (length < 0)
        {
            return BinXmlFault.Truncated;
        }

        text.Clear();
        Unescape(xml.Slice(at, length), text);
        at += length + 1;
        WriteUnits(BinXmlOutline.Attribute, name);
        WriteUnits(BinXmlOutline.Text, text.Written);
        text.Clear();
        return BinXmlFault.None;
    }

    BinXmlFault WriteEnd()
    {
        at += 2;
        var name = TakeName();
        PassSpace();
        if (at >= xml.Length || xml[at] != (byte)'>')
        {
            return BinXmlFault.Token;
        }

        at++;
        if (depth == 0 || !name.SequenceEqual(xml.Slice(open[depth - 1].Name, open[depth - 1].NameLength)))
        {
            return BinXmlFault.Balance;
        }

        EndElement();
        return BinXmlFault.None;
    }

    void EndElement()
    {
        depth--;
        WriteText(open[depth].HoldsValue && !open[depth].HasElements);
        outline.Write(BinXmlOutline.Close);
    }

    // Text between elements is lay-out; an empty value is a value.
    void WriteText(bool isValue)
    {
        var said = text.Written;
        var kept = Encoding.UTF8.GetString(said).AsSpan().TrimEnd();
        if (!kept.TrimEnd('\0').IsEmpty || isValue)
        {
            WriteChars(kept.TrimEnd('\0'));
        }

        text.Clear();
    }

    // Elements in EventData, and those in the one element in UserData.
    readonly bool HoldsValue()
        => depth >= 2 && NameAt(1) is var part && (part.SequenceEqual("EventData"u8) || depth >= 3 && part.SequenceEqual("UserData"u8));

    readonly ReadOnlySpan<byte> NameAt(int level) => xml.Slice(open[level].Name, open[level].NameLength);

    BinXmlFault TakeText()
    {
        var length = xml[at..].IndexOf((byte)'<');
        length = length < 0 ? xml.Length - at : length;
        var said = xml.Slice(at, length);
        at += length;
        if (depth == 0)
        {
            return said.ContainsAnyExcept(" \t\r\n"u8) ? BinXmlFault.Token : BinXmlFault.None;
        }

        Unescape(said, text);
        return BinXmlFault.None;
    }

    BinXmlFault TakeCharacterData()
    {
        at += "<![CDATA["u8.Length;
        var length = xml[at..].IndexOf("]]>"u8);
        if (length < 0)
        {
            return BinXmlFault.Truncated;
        }

        text.Write(xml.Slice(at, length));
        at += length + 3;
        return depth == 0 ? BinXmlFault.Token : BinXmlFault.None;
    }

    BinXmlFault Pass(ReadOnlySpan<byte> end)
    {
        var length = xml[at..].IndexOf(end);
        at += length < 0 ? 0 : length + end.Length;
        return length < 0 ? BinXmlFault.Truncated : BinXmlFault.None;
    }

    void PassSpace()
    {
        while (at < xml.Length && xml[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }
    }

    ReadOnlySpan<byte> TakeName()
    {
        var rest = xml[at..];
        var length = rest.IndexOfAny(EndsName);
        length = length < 0 ? rest.Length : length;
        at += length;
        return rest[..length];
    }

    static void Unescape(ReadOnlySpan<byte> escaped, ByteScratch into)
    {
        while (escaped.IndexOf((byte)'&') is var ampersand and >= 0)
        {
            into.Write(escaped[..ampersand]);
            escaped = escaped[ampersand..];
            var end = escaped[..Math.Min(escaped.Length, 12)].IndexOf((byte)';');
            if (end < 0 || !TryUnescape(escaped[1..end], into))
            {
                into.Write((byte)'&'); // An entity that nothing defines stands for itself.
                escaped = escaped[1..];
                continue;
            }

            escaped = escaped[(end + 1)..];
        }

        into.Write(escaped);
    }

    static bool TryUnescape(ReadOnlySpan<byte> name, ByteScratch into)
    {
        if (name is [(byte)'#', ..])
        {
            var isHex = name is [_, (byte)'x' or (byte)'X', ..];
            if (!uint.TryParse(name[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            var rune = Rune.TryCreate(number, out var valid) ? valid : Rune.ReplacementChar;
            into.Advance(rune.EncodeToUtf8(into.Free(4)));
            return true;
        }

        var character = name.SequenceEqual("lt"u8) ? (byte)'<' : name.SequenceEqual("gt"u8) ? (byte)'>' : name.SequenceEqual("amp"u8) ? (byte)'&'
            : name.SequenceEqual("quot"u8) ? (byte)'"' : name.SequenceEqual("apos"u8) ? (byte)'\'' : (byte)0;
        if (character != 0)
        {
            into.Write(character);
        }

        return character != 0;
    }

    readonly void WriteUnits(byte kind, ReadOnlySpan<byte> utf8)
    {
        var chars = Encoding.UTF8.GetString(utf8);
        if (kind == BinXmlOutline.Text)
        {
            WriteChars(chars);
            return;
        }

        WritePiece(kind, chars.AsSpan(0, Math.Min(chars.Length, ushort.MaxValue)));
    }

    // A piece of an outline has at most 65,535 characters.
    readonly void WriteChars(ReadOnlySpan<char> chars)
    {
        do
        {
            var length = Math.Min(chars.Length, ushort.MaxValue);
            WritePiece(BinXmlOutline.Text, chars[..length]);
            chars = chars[length..];
        }
        while (!chars.IsEmpty);
    }

    readonly void WritePiece(byte kind, ReadOnlySpan<char> chars)
    {
        outline.Write(kind);
        outline.Write((ushort)chars.Length);
        outline.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(chars));
    }
}
