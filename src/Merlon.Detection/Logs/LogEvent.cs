using System.Text;

namespace Merlon.Logs;

/// <summary>
/// One record as a borrowed view: fields in the order of the record, valid until the next read into it. Fields of nested
/// objects are flattened, their names joined by points (<c>userIdentity.type</c>); elements of an array are fields of the
/// array's name; an object or array is also a field of its own (<see cref="LogValueKind.Structure"/>), before its leaves.
/// </summary>
public sealed class LogEvent
{
    byte[] bytes = new byte[4096];
    Field[] fields = new Field[64];
    int used;

    readonly record struct Field(int Name, int NameLength, int Value, int ValueLength, LogValueKind Kind, byte Depth, bool IsElement);

    /// <summary>How the file writes records.</summary>
    public LogFormat Format { get; set; }

    /// <summary>Number of the record in its file, from 1.</summary>
    public long Number { get; set; }

    /// <summary>Where the record begins in its file, in bytes after decompression.</summary>
    public long Offset { get; set; }

    /// <summary>How many fields there are.</summary>
    public int Count { get; private set; }

    /// <summary>Name of field <paramref name="index"/> as UTF-8.</summary>
    public ReadOnlySpan<byte> NameOf(int index) => bytes.AsSpan(fields[index].Name, fields[index].NameLength);

    /// <summary>Value of field <paramref name="index"/> as UTF-8 without any escaping.</summary>
    public ReadOnlySpan<byte> ValueOf(int index) => bytes.AsSpan(fields[index].Value, fields[index].ValueLength);

    /// <summary>What the value of field <paramref name="index"/> was.</summary>
    public LogValueKind KindOf(int index) => fields[index].Kind;

    /// <summary>
    /// Precedence of field <paramref name="index"/>, 0 first: how many objects it lies in; what EVTX says in <c>System</c> is
    /// 1. Among fields of one name those of the lowest depth count, of these the last, but all
    /// elements of one array, and then not the array's own text.
    /// </summary>
    public int DepthOf(int index) => fields[index].Depth;

    /// <summary>True for an element of an array: several values of one field then all count.</summary>
    public bool IsElement(int index) => fields[index].IsElement;

    /// <summary>What names and values are places in.</summary>
    internal ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, used);

    /// <summary>Name of field <paramref name="index"/> as text.</summary>
    public string NameText(int index) => Encoding.UTF8.GetString(NameOf(index));

    /// <summary>Value of field <paramref name="index"/> as text.</summary>
    public string ValueText(int index) => Encoding.UTF8.GetString(ValueOf(index));

    /// <summary>First value that counts of the field named exactly <paramref name="name"/>, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        var found = -1;
        for (var i = 0; i < Count; i++)
        {
            if (NameOf(i).SequenceEqual(name) && (found < 0 || fields[i].Depth < fields[found].Depth
                || fields[i].Depth == fields[found].Depth && (!fields[i].IsElement || !fields[found].IsElement)))
            {
                found = i;
            }
        }

        return found;
    }

    /// <summary>Text of the first value that counts of the field named exactly <paramref name="name"/>; null where there is none.</summary>
    public string? TextOf(string name)
    {
        var index = IndexOf(Encoding.UTF8.GetBytes(name));
        return index < 0 ? null : ValueText(index);
    }

    /// <summary>Where in <see cref="Bytes"/> the value of field <paramref name="index"/> begins.</summary>
    internal int ValueStartOf(int index) => fields[index].Value;

    /// <summary>Empties it for the next record.</summary>
    public void Clear()
    {
        Count = 0;
        used = 0;
    }

    /// <summary>Makes it the same as another, for whoever needs a record longer than until the next read.</summary>
    public void CopyFrom(LogEvent other)
    {
        Format = other.Format;
        Number = other.Number;
        Offset = other.Offset;
        Count = other.Count;
        used = other.used;
        bytes = bytes.Length >= used ? bytes : new byte[used];
        fields = fields.Length >= Count ? fields : new Field[Count];
        other.Bytes.CopyTo(bytes);
        other.fields.AsSpan(0, Count).CopyTo(fields);
    }

    /// <summary>Adds a field at the end.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, LogValueKind kind = LogValueKind.Text, int depth = 0, bool isElement = false)
    {
        if (Count == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        var at = Keep(name);
        fields[Count++] = new Field(at, name.Length, Keep(value), value.Length, kind, (byte)Math.Min(depth, byte.MaxValue), isElement);
    }

    /// <summary>Adds a field at the end.</summary>
    public void Add(string name, string value, LogValueKind kind = LogValueKind.Text, int depth = 0, bool isElement = false)
        => Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value), kind, depth, isElement);

    /// <summary>Adds to the value of the field that was added last.</summary>
    internal void AppendToLast(ReadOnlySpan<byte> more)
    {
        Keep(more);
        ref var last = ref fields[Count - 1];
        last = last with { ValueLength = last.ValueLength + more.Length };
    }

    int Keep(ReadOnlySpan<byte> span)
    {
        var at = used;
        if (bytes.Length - at < span.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, at + span.Length));
        }

        span.CopyTo(bytes.AsSpan(at));
        used = at + span.Length;
        return at;
    }
}
