using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Inventory;

/// <summary>Shapes that were met, bounded: past the bound a shape is found anew for each record, with the same result.</summary>
sealed class RecordShapes(PipelineSet pipelines, Pipeline? forced, IReadOnlyList<string> firstSeenFields, bool isMeasuring = false)
{
    /// <summary>Most shapes that are kept.</summary>
    public const int ShapesMax = 4_096;

    /// <summary>Most bytes of names that a kept shape has.</summary>
    public const int KeyBytesMax = 8_192;

    readonly Dictionary<byte[], RecordShape> known = new(ByteKeys.Instance);
    readonly byte[] key = new byte[KeyBytesMax];

    /// <summary>The shape of a record.</summary>
    public RecordShape Of(LogEvent record)
    {
        var bytes = RecordShape.KeyOf(record, key);
        if (bytes.IsEmpty)
        {
            return Find(record);
        }

        var bySpan = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!bySpan.TryGetValue(bytes, out var shape))
        {
            shape = Find(record);
            if (known.Count < ShapesMax)
            {
                bySpan[bytes] = shape;
            }
        }

        return shape;
    }

    RecordShape Find(LogEvent record) => RecordShape.Of(record, forced ?? pipelines.Recognise(record), firstSeenFields, isMeasuring);

    sealed class ByteKeys : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static ByteKeys Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        // HashCode has a key of the process, so that nobody can choose names that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
