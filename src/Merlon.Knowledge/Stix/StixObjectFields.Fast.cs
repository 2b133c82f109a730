using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>
/// The fast twin of <see cref="Read"/>: the same fields of the same object where the object is as published ones are. It
/// answers false, in the middle, wherever the slow one would have something to say: then nothing of it may be used.
/// </summary>
sealed partial class StixObjectFields
{
    /// <summary>Levels of an object's value: the bundle, its list, the object.</summary>
    const int ValueDepth = 3;

    /// <summary>Reads the object whose opening brace the cursor is on, past its closing brace; false where that is for the slow reader.</summary>
    public bool TryRead(ref JsonCursor cursor, int place)
    {
        Clear(place);
        var start = cursor.At;
        if (!cursor.TryPass((byte)'{'))
        {
            return false;
        }

        var isFirst = true;
        while (true)
        {
            if (!cursor.TryName(ref isFirst, out var name))
            {
                return false;
            }

            if (name.IsAbsent)
            {
                break;
            }

            if (StixFieldNames.TryFind(cursor.Span(name), out var field) ? !TryField(ref cursor, field) : !cursor.TryValue(ValueDepth))
            {
                return false;
            }
        }

        Json = json[start..cursor.At];
        return true;
    }

    bool TryField(ref JsonCursor cursor, StixField field)
    {
        if (cursor.Next == 'n')
        {
            return cursor.TryWord("null"u8);
        }

        if (field <= StixFieldNames.LastString)
        {
            return cursor.TryString(out texts[(int)field], out _);
        }

        if (field <= StixFieldNames.LastFlag)
        {
            flags[(int)field] = cursor.Next == 't';
            return flags[(int)field] ? cursor.TryWord("true"u8) : cursor.TryWord("false"u8);
        }

        var start = cursor.At;
        if (!cursor.TryPass((byte)'['))
        {
            return false;
        }

        if (field <= StixFieldNames.LastList)
        {
            return TryList(ref cursor, field);
        }

        if (!TryEntries(ref cursor, field))
        {
            return false;
        }

        if (field == StixField.ExternalReferences)
        {
            ExternalReferences = json[start..cursor.At];
        }

        return true;
    }

    bool TryList(ref JsonCursor cursor, StixField field)
    {
        // Contributors are only read when somebody asks; here it is enough that they are strings.
        var isKept = field != StixField.Contributors;
        items.Clear();
        var isFirst = true;
        while (true)
        {
            if (!cursor.TryItem(ref isFirst, out var isEnd))
            {
                return false;
            }

            if (isEnd)
            {
                break;
            }

            if (!cursor.TryString(out var item, out _))
            {
                return false;
            }

            if (isKept)
            {
                items.Add(Shared(item));
            }
        }

        lists[(int)field] = items.Count == 0 ? [] : items.ToArray();
        return true;
    }

    bool TryEntries(ref JsonCursor cursor, StixField field)
    {
        var shape = StixEntryShape.Of(field);
        var isFirst = true;
        while (true)
        {
            if (!cursor.TryItem(ref isFirst, out var isEnd))
            {
                return false;
            }

            if (isEnd)
            {
                return true;
            }

            if (!cursor.TryPass((byte)'{') || !TryEntry(ref cursor, shape, out var entry))
            {
                return false;
            }

            entries[(int)field].Add(entry);
        }
    }

    static bool TryEntry(ref JsonCursor cursor, StixEntryShape shape, out StixEntry entry)
    {
        entry = default;
        var isFirst = true;
        while (true)
        {
            if (!cursor.TryName(ref isFirst, out var name))
            {
                return false;
            }

            if (name.IsAbsent)
            {
                return true;
            }

            var part = shape.PartOf(cursor.Span(name));
            if (part < 0 || cursor.Next == 'n')
            {
                if (!cursor.TryValue(ValueDepth + 2))
                {
                    return false;
                }
            }
            else if (cursor.TryString(out var value, out _))
            {
                entry = entry.With(part, value);
            }
            else
            {
                return false;
            }
        }
    }
}
