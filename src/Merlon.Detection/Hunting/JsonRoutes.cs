using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Merlon.Logs;
using Merlon.Logs.Json;

namespace Merlon.Hunting;

/// <summary>
/// From the values of a JSON record to its route, without unescaping or looking up a name: what the paths of a record mean is
/// remembered with its shape, and which route the raw bytes of selectors mean is remembered as well. Bounded.
/// </summary>
sealed class JsonRoutes
{
    const int ShapesLength = 4096;
    const int ShapeValuesMax = 1024;
    const int ValuesMax = 1024 * 1024;
    const int RememberedLength = 1024;
    const int KeyBytesMax = 512;

    readonly HuntRoutes routes;
    readonly JsonPaths paths;
    readonly PathTraits traits;
    readonly SelectorValues selectors = new();
    readonly JsonShape?[] shapes = new JsonShape?[ShapesLength];
    readonly Remembered?[] remembered = new Remembered?[RememberedLength];
    readonly ulong[] seen;
    readonly ulong[] markers;
    readonly byte[] key = new byte[KeyBytesMax];
    int values;
    int generation;
    int routesGeneration;

    /// <summary>A route by the raw bytes of its selectors.</summary>
    sealed record Remembered(int Pipeline, byte[] Key, HuntRoute Route);

    /// <summary>Routes by the numbers of <paramref name="paths"/>.</summary>
    public JsonRoutes(HuntRoutes routes, JsonPaths paths)
    {
        this.routes = routes;
        this.paths = paths;
        traits = new PathTraits(routes.Pipelines, LogFormat.Json);
        seen = new ulong[traits.Words];
        markers = new ulong[traits.Words];
    }

    /// <summary>The route of a record, null where no pipeline knows it; false where the general reader has to say.</summary>
    /// <param name="json">What the values are places in.</param>
    /// <param name="tokens">The record.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="route">Its route.</param>
    public bool TryFind(ReadOnlySpan<byte> json, JsonTokens tokens, out JsonShape shape, out HuntRoute? route)
    {
        shape = ShapeOf(tokens);
        route = null;
        if (shape.Pipeline < 0)
        {
            return true;
        }

        var all = tokens.All;
        var length = KeyOf(json, all, shape);
        if (length < 0)
        {
            return TryFindAnew(json, all, shape, out route);
        }

        ref var entry = ref remembered[HashOf(key.AsSpan(0, length), shape.Pipeline) % RememberedLength];
        if (entry is null || entry.Pipeline != shape.Pipeline || routesGeneration != routes.Generation || !entry.Key.AsSpan().SequenceEqual(key.AsSpan(0, length)))
        {
            if (!TryFindAnew(json, all, shape, out route))
            {
                return false;
            }

            entry = new Remembered(shape.Pipeline, key[..length], route!);
        }

        route = entry.Route;
        return true;
    }

    JsonShape ShapeOf(JsonTokens tokens)
    {
        if (generation != paths.Generation)
        {
            generation = paths.Generation;
            values = 0;
            Array.Clear(shapes);
        }

        var shape = tokens.Shape;
        ref var entry = ref shapes[HashOf(MemoryMarshal.AsBytes(shape), shape.Length) % ShapesLength];
        if (entry is not null && entry.Is(shape))
        {
            return entry;
        }

        var made = Make(tokens);
        if (shape.Length > ShapeValuesMax)
        {
            return made;
        }

        values += shape.Length;
        if (values > ValuesMax)
        {
            values = shape.Length;
            Array.Clear(shapes);
        }

        entry = made;
        return made;
    }

    JsonShape Make(JsonTokens tokens)
    {
        var all = tokens.All;
        var pipeline = routes.IsFixed ? 0 : Recognise(all);
        if (pipeline < 0)
        {
            return new JsonShape(tokens.Shape.ToArray(), pipeline, []);
        }

        // The index of a value stands for its place here.
        selectors.Begin(routes.Pipelines.Pipelines[pipeline].Selectors.Length);
        for (var i = 0; i < all.Length; i++)
        {
            foreach (var place in traits.SelectorsAt(pipeline, paths.TextOf(all[i].Path)))
            {
                selectors.Add(place, i, 0, LogValueKind.Text, all[i].Depth, all[i].IsElement);
            }
        }

        var found = new JsonShape.Selector[selectors.Count];
        for (var i = 0; i < found.Length; i++)
        {
            ref readonly var candidate = ref selectors.Find(i);
            found[i] = new JsonShape.Selector(candidate.Precedence == int.MaxValue ? -1 : candidate.Start, selectors.IsPlain(i));
        }

        return new JsonShape(tokens.Shape.ToArray(), pipeline, found);
    }

    int Recognise(ReadOnlySpan<JsonToken> all)
    {
        seen.AsSpan().Clear();
        foreach (ref readonly var token in all)
        {
            traits.MarkersOf(paths.TextOf(token.Path), markers);
            for (var i = 0; i < seen.Length; i++)
            {
                seen[i] |= markers[i];
            }
        }

        return traits.Recognise(seen);
    }

    // The selectors as they stand in the record, one behind the other with what tells them apart; -1 where they are too long.
    int KeyOf(ReadOnlySpan<byte> json, ReadOnlySpan<JsonToken> all, JsonShape shape)
    {
        unchecked
        {
            var length = 0;
            foreach (var selector in shape.Selectors)
            {
                var token = selector.Token < 0 ? new JsonToken(0, 0, 0, LogValueKind.Null, 0, IsElement: false) : all[selector.Token];
                if (length + 4 + token.Length > key.Length)
                {
                    return -1;
                }

                key[length] = (byte)((int)token.Kind << 1 | (selector.IsAlone ? 1 : 0));
                key[length + 1] = (byte)token.Length;
                key[length + 2] = (byte)(token.Length >> 8);
                json.Slice(token.Start, token.Length).CopyTo(key.AsSpan(length + 3));
                length += 3 + token.Length;
            }

            return length;
        }
    }

    bool TryFindAnew(ReadOnlySpan<byte> json, ReadOnlySpan<JsonToken> all, JsonShape shape, out HuntRoute? route)
    {
        route = null;
        var arePlain = true;
        var texts = new string[shape.Selectors.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var (token, isAlone) = shape.Selectors[i];
            var kind = token < 0 ? LogValueKind.Null : all[token].Kind;
            if (kind is LogValueKind.Structure)
            {
                return false; // its text is without white space: the general reader knows it
            }

            arePlain &= isAlone && kind is not LogValueKind.Null;
            texts[i] = token < 0 ? "" : TextOf(json.Slice(all[token].Start, all[token].Length), kind);
        }

        route = routes.Find(shape.Pipeline, texts, arePlain);
        if (routesGeneration != routes.Generation)
        {
            routesGeneration = routes.Generation;
            Array.Clear(remembered);
        }

        return true;
    }

    static string TextOf(ReadOnlySpan<byte> raw, LogValueKind kind)
    {
        if (kind is not LogValueKind.Text || !raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var text = new ArrayBufferWriter<byte>(raw.Length);
        JsonText.Unescape(raw, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    // Places in tables without chains: whoever makes hashes collide makes records slower to read, and no slower than new ones.
    static uint HashOf(ReadOnlySpan<byte> bytes, int seed)
    {
        unchecked
        {
            var hash = ((ulong)seed + 1) * 0x9E37_79B9_7F4A_7C15;
            while (bytes.Length >= 8)
            {
                hash = (hash ^ MemoryMarshal.Read<ulong>(bytes)) * 0xFF51_AFD7_ED55_8CCD;
                hash ^= hash >> 32;
                bytes = bytes[8..];
            }

            foreach (var b in bytes)
            {
                hash = (hash ^ b) * 0x100_0000_01B3;
            }

            return (uint)(hash ^ hash >> 29);
        }
    }
}
