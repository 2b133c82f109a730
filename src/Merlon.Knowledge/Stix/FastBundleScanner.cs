using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// The fast twin of <see cref="BundleScanner"/> for bundles as they are published. Wherever a bundle is not like that (broken
/// JSON, a field of another type, an escaped name, deep nesting) it gives the whole bundle up, and the slow one
/// reads it from the beginning and says what is wrong: so both notice the same.
/// </summary>
static class FastBundleScanner
{
    /// <summary>Levels of a value of the bundle itself.</summary>
    const int RootDepth = 1;

    /// <summary>Reads a bundle; null where it is for the slow twin.</summary>
    public static BundleContents? Scan(string document, ReadOnlyMemory<byte> json, StixStrings strings, ReadLimits limits)
    {
        if (limits.JsonDepthMax < JsonCursor.NestingDepthMax)
        {
            return null;
        }

        var log = new DiagnosticLog(document, limits);
        var contents = new BundleContents(document, log);
        var fields = new StixObjectFields(json, strings, log);
        var maker = new StixObjectMaker(fields, contents);
        var cursor = new JsonCursor(json.Span);
        if (!TryRoot(ref cursor, fields, maker) || !contents.IsAttack)
        {
            return null;
        }

        BundleScanner.NoteUnusedTypes(contents);
        return contents;
    }

    /// <summary>Reads <c>{"type": "bundle", …, "objects": […]}</c>; false where it is anything else.</summary>
    static bool TryRoot(ref JsonCursor cursor, StixObjectFields fields, StixObjectMaker maker)
    {
        if (!cursor.TryPass((byte)'{'))
        {
            return false;
        }

        var isFirst = true;
        var (isBundle, hasObjects) = (false, false);
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

            var key = cursor.Span(name);
            if (key.SequenceEqual("type"u8))
            {
                if (!cursor.TryString(out var type, out _) || !cursor.Span(type).SequenceEqual("\"bundle\""u8))
                {
                    return false;
                }

                isBundle = true;
            }
            else if (key.SequenceEqual("objects"u8))
            {
                if (hasObjects || !cursor.TryPass((byte)'[') || !TryObjects(ref cursor, fields, maker))
                {
                    return false;
                }

                hasObjects = true;
            }
            else if (!cursor.TryValue(RootDepth))
            {
                return false;
            }
        }

        cursor.PassSpace();
        return isBundle && hasObjects && cursor.IsAtEnd;
    }

    static bool TryObjects(ref JsonCursor cursor, StixObjectFields fields, StixObjectMaker maker)
    {
        var isFirst = true;
        for (var place = 0; ; place++)
        {
            if (!cursor.TryItem(ref isFirst, out var isEnd))
            {
                return false;
            }

            if (isEnd)
            {
                return true;
            }

            if (!fields.TryRead(ref cursor, place))
            {
                return false;
            }

            maker.Make();
        }
    }
}
