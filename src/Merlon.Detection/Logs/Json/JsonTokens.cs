using System.Runtime.CompilerServices;

namespace Merlon.Logs.Json;

/// <summary>One value of a record, as a place in its bytes.</summary>
/// <param name="Path">Number of its path in <see cref="JsonPaths"/>.</param>
/// <param name="Start">Where it begins; a text behind its quotation mark.</param>
/// <param name="Length">Its length in bytes; a text as written.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Depth">As <see cref="LogEvent.DepthOf"/>.</param>
/// <param name="IsElement">As <see cref="LogEvent.IsElement"/>.</param>
readonly record struct JsonToken(int Path, int Start, int Length, LogValueKind Kind, byte Depth, bool IsElement);

/// <summary>How a walk over a record ended.</summary>
enum JsonWalk
{
    /// <summary>At its end: it means exactly what the general reader makes of it.</summary>
    Whole,

    /// <summary>At the end of the index: more bytes may complete it.</summary>
    Cut,

    /// <summary>At something that is left to the general reader: a fault, or more than is usual of something.</summary>
    Odd,
}

/// <summary>
/// Walks over records along a <see cref="JsonIndex"/> and notes the path and the place of each value; nothing is unescaped or
/// copied. What it calls whole is well formed (<see cref="JsonGrammar"/> is the slow twin); anything unusual it calls odd.
/// </summary>
/// <param name="paths">Numbers the paths.</param>
sealed class JsonTokens(JsonPaths paths)
{
    /// <summary>Most values of a record.</summary>
    public const int TokensMax = 4096;

    /// <summary>Deepest nesting, in levels.</summary>
    public const int DepthMax = 32;

    readonly JsonToken[] tokens = new JsonToken[TokensMax];
    readonly int[] shape = new int[TokensMax];
    readonly Level[] levels = new Level[DepthMax];

    readonly record struct Level(int Path, int Token, byte Depth, bool IsElement, bool IsObject);

    /// <summary>How many values the record has, objects and arrays included.</summary>
    public int Count { get; private set; }

    /// <summary>The values in the order of the record; an object or array before what it holds.</summary>
    public ReadOnlySpan<JsonToken> All => tokens.AsSpan(0, Count);

    /// <summary>For each value the number of its path twice, and one more for an element: records of one shape have the same.</summary>
    public ReadOnlySpan<int> Shape => shape.AsSpan(0, Count);

    /// <summary>Walks over the object that begins at <paramref name="at"/>.</summary>
    /// <param name="json">What was indexed.</param>
    /// <param name="index">Of these bytes.</param>
    /// <param name="at">The opening brace; past the closing one where the walk was whole.</param>
    /// <param name="next">Which of the index's places the brace is; then the one behind the record.</param>
#pragma warning disable MA0051 // One loop: what it holds stays in registers.
    public JsonWalk Walk(ReadOnlySpan<byte> json, JsonIndex index, ref int at, ref int next)
    {
        unchecked
        {
            json = json[..index.Limit];
            var places = index.Places;
            var level = new Level(Path: 0, Token: -1, Depth: 0, IsElement: false, IsObject: true);
            var nesting = 0;
            var previous = 0;
            var p = at + 1;
            var i = next + 1;
            var isFirst = true;
            Count = 0;
            while (true)
            {
                // Behind an opening brace or bracket, or a comma.
                if (!Advance(json, ref p))
                {
                    return Stopped(json, p, index);
                }

                var b = json[p];
                if (!isFirst || b != (level.IsObject ? (byte)'}' : (byte)']'))
                {
                    var path = level.Path;
                    if (level.IsObject)
                    {
                        path = b == (byte)'"' && i < places.Length ? paths.Find(level.Path, json[(p + 1)..places[i]], previous) : JsonPaths.None;
                        if (path == JsonPaths.None)
                        {
                            return b == (byte)'"' && i >= places.Length ? Stopped(json, json.Length, index) : JsonWalk.Odd;
                        }

                        previous = path;
                        p = places[i++] + 1;
                        if (!Colon(json, ref p))
                        {
                            return Stopped(json, p, index);
                        }

                        b = json[p];
                    }

                    if (Count == TokensMax)
                    {
                        return JsonWalk.Odd;
                    }

                    if (b == (byte)'"')
                    {
                        if (i >= places.Length)
                        {
                            return Stopped(json, json.Length, index);
                        }

                        var start = p + 1;
                        p = places[i++];
                        shape[Count] = ShapeOf(path, level);
                        tokens[Count++] = new JsonToken(path, start, p - start, LogValueKind.Text, level.Depth, level.IsElement);
                        p++;
                    }
                    else if (b is (byte)'{' or (byte)'[')
                    {
                        if (nesting == DepthMax - 1)
                        {
                            return JsonWalk.Odd;
                        }

                        shape[Count] = ShapeOf(path, level);
                        tokens[Count] = new JsonToken(path, p++, 0, LogValueKind.Structure, level.Depth, level.IsElement);
                        levels[nesting++] = level;
                        level = b == (byte)'{'
                            ? new Level(path, Count, (byte)(level.Depth + 1), level.IsElement, IsObject: true)
                            : new Level(path, Count, level.Depth, IsElement: true, IsObject: false);
                        Count++;
                        i++;
                        isFirst = true;
                        continue;
                    }
                    else if (!Scalar(json, ref p, path, level))
                    {
                        return Stopped(json, p, index);
                    }
                }

                // Behind a value.
                isFirst = false;
                while (true)
                {
                    if (!Advance(json, ref p))
                    {
                        return Stopped(json, p, index);
                    }

                    b = json[p++];
                    if (b == (byte)',')
                    {
                        break;
                    }

                    // Brackets are in the index unless something before them was misread.
                    if (b != (level.IsObject ? (byte)'}' : (byte)']') || i >= places.Length || places[i++] != p - 1)
                    {
                        return JsonWalk.Odd;
                    }

                    if (nesting == 0)
                    {
                        at = p;
                        next = i;
                        return JsonWalk.Whole;
                    }

                    tokens[level.Token] = tokens[level.Token] with { Length = p - tokens[level.Token].Start };
                    level = levels[--nesting];
                }
            }
        }
    }

#pragma warning restore MA0051

    bool Scalar(ReadOnlySpan<byte> json, ref int p, int path, Level level)
    {
        unchecked
        {
            var start = p;
            var b = json[p];
            if (JsonGrammar.FollowScalar(json, ref p) is not JsonExtent.Whole)
            {
                return false;
            }

            var kind = b switch { (byte)'t' or (byte)'f' => LogValueKind.Boolean, (byte)'n' => LogValueKind.Null, _ => LogValueKind.Number };
            shape[Count] = ShapeOf(path, level);
            tokens[Count++] = new JsonToken(path, start, kind is LogValueKind.Null ? 0 : p - start, kind, level.Depth, level.IsElement);
            return true;
        }
    }

    static int ShapeOf(int path, Level level) => unchecked(path * 2 + (level.IsElement ? 1 : 0));

    static JsonWalk Stopped(ReadOnlySpan<byte> json, int p, JsonIndex index) => p < json.Length || index.IsBroken ? JsonWalk.Odd : JsonWalk.Cut;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Colon(ReadOnlySpan<byte> json, ref int p)
    {
        unchecked
        {
            if (!Advance(json, ref p) || json[p] != (byte)':')
            {
                return false;
            }

            p++;
            return Advance(json, ref p);
        }
    }

    // To the next byte that is no white space; false where there is none, or where a line begins with a brace, as a record does
    // when the one before it broke off.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Advance(ReadOnlySpan<byte> json, ref int p) => (uint)p < (uint)json.Length && json[p] > (byte)' ' || AdvanceOver(json, ref p);

    static bool AdvanceOver(ReadOnlySpan<byte> json, ref int p)
    {
        unchecked
        {
            for (; p < json.Length; p++)
            {
                if (!JsonGrammar.IsSpace(json[p]))
                {
                    return json[p] != (byte)'{' || json[p - 1] != (byte)'\n';
                }
            }

            return false;
        }
    }
}
