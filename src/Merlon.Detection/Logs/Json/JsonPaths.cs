using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Merlon.Logs.Json;

/// <summary>
/// The paths of fields that records have had so far, numbered: a name, as written, inside the object of another path. Path 0
/// is the record itself. Bounded: where it is full it begins anew, and whoever keeps something by number looks at
/// <see cref="Generation"/>.
/// </summary>
sealed class JsonPaths
{
    /// <summary>Most paths that are kept.</summary>
    public const int PathsMax = 32 * 1024;

    /// <summary>Longest path that is kept, in bytes; records with a longer one are read by the general reader.</summary>
    public const int PathBytesMax = 4096;

    /// <summary>Most bytes of all paths and names together.</summary>
    const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Stands for a path that cannot be kept.</summary>
    public const int None = -1;

    readonly record struct Path(int Parent, int Name, int NameLength, int Text, int TextLength, uint Hash, bool IsSuspect);

    readonly ArrayBufferWriter<byte> unescaped = new(64);
    Path[] paths = new Path[256];
    int[] followers = new int[256];
    int[] table = new int[1024];
    byte[] bytes = new byte[16 * 1024];
    int used;

    /// <summary>An empty table.</summary>
    public JsonPaths() => Clear();

    /// <summary>How many paths there are.</summary>
    public int Count { get; private set; }

    /// <summary>Changes where numbers get another meaning.</summary>
    public int Generation { get; private set; }

    /// <summary>True where another path may not fit: begin anew between two records.</summary>
    public bool IsNearlyFull => Count > PathsMax - JsonTokens.TokensMax || used > BytesMax / 2;

    /// <summary>The path as <see cref="LogEvent.NameOf"/> has it: names unescaped and joined by points.</summary>
    public ReadOnlySpan<byte> TextOf(int path) => bytes.AsSpan(paths[path].Text, paths[path].TextLength);

    /// <summary>True where a record that begins with this name may be an envelope.</summary>
    public bool IsSuspect(int path) => paths[path].IsSuspect;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Count = 1;
        used = 0;
        Generation++;
        table.AsSpan().Clear();
        followers.AsSpan().Clear();
        paths[0] = default;
    }

    /// <summary>The number of a name inside <paramref name="parent"/>, or <see cref="None"/>.</summary>
    /// <param name="parent">Path of the object.</param>
    /// <param name="name">As written, escapes and all.</param>
    /// <param name="previous">The path that came before in the record, after which the same often comes again.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int parent, ReadOnlySpan<byte> name, int previous)
    {
        var follower = followers[previous];
        ref var path = ref paths[follower];
        return path.Parent == parent && path.NameLength == name.Length && follower != 0 && bytes.AsSpan(path.Name, path.NameLength).SequenceEqual(name)
            ? follower : Search(parent, name, previous);
    }

    int Search(int parent, ReadOnlySpan<byte> name, int previous)
    {
        unchecked
        {
            var hash = HashOf(parent, name);
            var mask = (uint)table.Length - 1;
            var slot = hash & mask;
            for (; table[slot] is var number and not 0; slot = (slot + 1) & mask)
            {
                ref var path = ref paths[number];
                if (path.Hash == hash && path.Parent == parent && bytes.AsSpan(path.Name, path.NameLength).SequenceEqual(name))
                {
                    return followers[previous] = number;
                }
            }

            return Add(parent, name, hash);
        }
    }

    int Add(int parent, ReadOnlySpan<byte> name, uint hash)
    {
        var text = name;
        if (name.Contains((byte)'\\'))
        {
            unescaped.ResetWrittenCount();
            JsonText.Unescape(name, unescaped);
            text = unescaped.WrittenSpan;
        }

        var prefix = parent == 0 ? 0 : paths[parent].TextLength + 1;
        var length = prefix + text.Length;
        if (Count == PathsMax || length > PathBytesMax || used + name.Length + length > BytesMax)
        {
            return None;
        }

        var at = Keep(name);
        var textAt = used;
        if (parent != 0)
        {
            Keep(TextOf(parent));
            Keep("."u8);
        }

        Keep(text);
        if (Count == paths.Length)
        {
            Array.Resize(ref paths, paths.Length * 2);
            Array.Resize(ref followers, paths.Length);
        }

        paths[Count] = new Path(parent, at, name.Length, textAt, length, hash, parent == 0 && JsonEnvelope.IsSuspect(name));
        Place(Count, hash);
        return Count++;
    }

    void Place(int number, uint hash)
    {
        unchecked
        {
            if (number * 2 > table.Length)
            {
                table = new int[table.Length * 2];
                for (var i = 1; i < number; i++)
                {
                    Place(i, paths[i].Hash);
                }
            }

            var mask = (uint)table.Length - 1;
            var slot = hash & mask;
            while (table[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            table[slot] = number;
        }
    }

    int Keep(ReadOnlySpan<byte> part)
    {
        var at = used;
        if (bytes.Length - at < part.Length)
        {
            var grown = new byte[Math.Max(bytes.Length * 2, at + part.Length)];
            bytes.AsSpan(0, at).CopyTo(grown);
            part.CopyTo(grown.AsSpan(at));
            bytes = grown;
        }
        else
        {
            part.CopyTo(bytes.AsSpan(at));
        }

        used = at + part.Length;
        return at;
    }

    // The runtime's hash of text is keyed anew in every process: whoever writes a log cannot choose names that collide.
    static uint HashOf(int parent, ReadOnlySpan<byte> name)
    {
        unchecked
        {
            var hash = (uint)string.GetHashCode(MemoryMarshal.Cast<byte, char>(name), StringComparison.Ordinal);
            var tail = name.Length % 2 == 0 ? 0 : name[^1] + 1;
            hash = (hash ^ (uint)(parent * 257 + tail)) * 0x9E37_79B1;
            return hash ^ hash >> 15;
        }
    }
}
