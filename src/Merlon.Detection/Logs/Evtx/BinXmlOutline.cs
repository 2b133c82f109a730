using System.Buffers.Binary;
using System.Text;

namespace Merlon.Logs.Evtx;

/// <summary>
/// Writes a template, or elements that stand without one, as an outline: the same tokens with every name and text written
/// out and without offsets, sizes, prefixes and processing instructions. Two chunks that hold the same template at other
/// places give the same bytes, so a plan made for one serves the other. [MS-EVEN6] 2.2.12.
/// </summary>
static class BinXmlOutline
{
    /// <summary>An element begins: length of the name in UTF-16 units, name.</summary>
    public const byte Open = 1;

    /// <summary>An attribute begins: length of the name, name; texts and substitutions are its value.</summary>
    public const byte Attribute = 2;

    /// <summary>The attributes are over, the content begins.</summary>
    public const byte Content = 3;

    /// <summary>A text: length in UTF-16 units, text.</summary>
    public const byte Text = 4;

    /// <summary>A value of the record: its number.</summary>
    public const byte Substitution = 5;

    /// <summary>A value of the record that, where it is null, takes its attribute or element with it: its number.</summary>
    public const byte OptionalSubstitution = 6;

    /// <summary>The innermost open element ends.</summary>
    public const byte Close = 7;

    const int MoreFlag = 0x40;
    const byte StringType = 1;

    /// <summary>Writes elements from <paramref name="at"/> up to the end token or <paramref name="end"/>.</summary>
    /// <param name="chunk">The whole chunk.</param>
    /// <param name="at">Offset of the first token.</param>
    /// <param name="end">First offset that is no part of it.</param>
    /// <param name="hasDependencies">True where elements carry a dependency number: everywhere but in values of type BinXml.</param>
    /// <param name="bytesMax">Longest outline.</param>
    /// <param name="outline">Takes the outline; emptied first.</param>
    public static BinXmlFault Write(ReadOnlySpan<byte> chunk, int at, int end, bool hasDependencies, int bytesMax, ByteScratch outline)
    {
        outline.Clear();
        var cursor = new BinXmlCursor(chunk, at, end);
        var depth = 0;
        var isInTag = false;
        while (cursor.Left > 0)
        {
            cursor.TryReadByte(out var token);
            BinXmlFault fault;
            switch (token & ~MoreFlag)
            {
                case 0x00:
                    return depth == 0 && !isInTag ? BinXmlFault.None : BinXmlFault.Balance;
                case 0x01:
                    fault = isInTag ? BinXmlFault.Token : ++depth > EvtxLimits.ElementDepthMax ? BinXmlFault.Depth : WriteOpen(ref cursor, (token & MoreFlag) != 0, hasDependencies, outline);
                    isInTag = true;
                    break;
                case 0x02 or 0x03:
                    fault = isInTag ? BinXmlFault.None : BinXmlFault.Token;
                    isInTag = false;
                    outline.Write(Content);
                    if (token == 0x03 && fault == BinXmlFault.None)
                    {
                        outline.Write(Close);
                        depth--;
                    }

                    break;
                case 0x04:
                    fault = isInTag ? BinXmlFault.Token : --depth < 0 ? BinXmlFault.Balance : BinXmlFault.None;
                    outline.Write(Close);
                    break;
                case 0x06:
                    fault = isInTag ? WriteName(ref cursor, Attribute, outline) : BinXmlFault.Token;
                    break;
                case 0x0F:
                    fault = cursor.TrySkip(3) ? BinXmlFault.None : BinXmlFault.Truncated;
                    break;
                default:
                    fault = depth == 0 && (token & ~MoreFlag) is not (0x0A or 0x0B) ? BinXmlFault.Token : WriteContent(ref cursor, token & ~MoreFlag, outline);
                    break;
            }

            if (fault != BinXmlFault.None)
            {
                return fault;
            }

            if (outline.Length > bytesMax)
            {
                return BinXmlFault.Size;
            }
        }

        return depth == 0 && !isInTag ? BinXmlFault.None : BinXmlFault.Balance;
    }

    static BinXmlFault WriteOpen(ref BinXmlCursor cursor, bool hasAttributes, bool hasDependencies, ByteScratch outline)
    {
        if (hasDependencies && !cursor.TrySkip(2) || !cursor.TrySkip(4))
        {
            return BinXmlFault.Truncated;
        }

        var fault = WriteName(ref cursor, Open, outline);
        return fault != BinXmlFault.None ? fault : !hasAttributes || cursor.TrySkip(4) ? BinXmlFault.None : BinXmlFault.Truncated;
    }

    static BinXmlFault WriteContent(ref BinXmlCursor cursor, int token, ByteScratch outline)
    {
        switch (token)
        {
            case 0x05: // A value: always text here, for values of other types come through substitutions.
                return cursor.TryReadByte(out var type) && type == StringType ? WriteText(ref cursor, outline) : BinXmlFault.Token;
            case 0x07: // CDATA
                return WriteText(ref cursor, outline);
            case 0x08: // A character by its number.
                return cursor.TryTake(2, out var unit) ? WriteUnits(unit, outline) : BinXmlFault.Truncated;
            case 0x09: // An entity by its name.
                return TryResolveName(ref cursor, out var name) is var found and not BinXmlFault.None ? found : WriteUnits(TextOfEntity(name), outline);
            case 0x0A: // Target of a processing instruction.
                return TryResolveName(ref cursor, out _);
            case 0x0B: // Its text.
                return cursor.TryReadUInt16(out var units) && cursor.TrySkip((uint)units * 2) ? BinXmlFault.None : BinXmlFault.Truncated;
            case 0x0D or 0x0E:
                if (!cursor.TryReadUInt16(out var number) || !cursor.TrySkip(1))
                {
                    return BinXmlFault.Truncated;
                }

                outline.Write(token == 0x0D ? Substitution : OptionalSubstitution);
                outline.Write((ushort)number);
                return BinXmlFault.None;
            default:
                return BinXmlFault.Token;
        }
    }

    static BinXmlFault WriteText(ref BinXmlCursor cursor, ByteScratch outline)
        => cursor.TryReadUInt16(out var units) && cursor.TryTake(units * 2, out var text) ? WriteUnits(text, outline) : BinXmlFault.Truncated;

    static BinXmlFault WriteUnits(ReadOnlySpan<byte> units, ByteScratch outline)
    {
        outline.Write(Text);
        outline.Write((ushort)(units.Length / 2));
        outline.Write(units);
        return BinXmlFault.None;
    }

    static BinXmlFault WriteName(ref BinXmlCursor cursor, byte kind, ByteScratch outline)
    {
        var fault = TryResolveName(ref cursor, out var name);
        if (fault == BinXmlFault.None)
        {
            outline.Write(kind);
            outline.Write((ushort)(name.Length / 2));
            outline.Write(name);
        }

        return fault;
    }

    // A name stands where its offset says; where that is right here, the reading goes on behind it.
    static BinXmlFault TryResolveName(ref BinXmlCursor cursor, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!cursor.TryReadUInt32(out var offset))
        {
            return BinXmlFault.Truncated;
        }

        if (offset >= (uint)cursor.Chunk.Length)
        {
            return BinXmlFault.Name;
        }

        var place = new BinXmlCursor(cursor.Chunk, (int)offset, cursor.Chunk.Length);
        if (!place.TrySkip(6) || !place.TryReadUInt16(out var units) || !place.TryTake(units * 2, out name))
        {
            return BinXmlFault.Name;
        }

        return offset != (uint)cursor.At || cursor.TrySkip((uint)(8 + units * 2 + 2)) ? BinXmlFault.None : BinXmlFault.Truncated;
    }

    static ReadOnlySpan<byte> TextOfEntity(ReadOnlySpan<byte> name)
    {
        var text = Encoding.Unicode.GetString(name);
        return Encoding.Unicode.GetBytes(text switch
        {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => "&" + (text.Length > 1_000 ? text[..1_000] : text) + ";",
        });
    }

    /// <summary>Length of a name or text at <paramref name="at"/> in an outline, in bytes.</summary>
    public static int BytesAt(ReadOnlySpan<byte> outline, int at) => BinaryPrimitives.ReadUInt16LittleEndian(outline[at..]) * 2;
}
