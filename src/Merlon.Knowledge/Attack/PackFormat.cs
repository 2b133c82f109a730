using System.Buffers.Binary;
using System.Numerics;

namespace Merlon.Attack;

/// <summary>
/// The format of a pack, as docs/formats/pack.md describes it: a head, the facts as they are (unpacking them would be a fifth
/// of the time that opening takes), and the citations in Brotli, decompressed when the first one is asked for.
/// </summary>
static class PackFormat
{
    /// <summary>First bytes of a pack of facts; the last one is the format's version.</summary>
    public static ReadOnlySpan<byte> Magic => "MERLONPK\u0002"u8;

    /// <summary>First bytes of a compiled release: facts, and where the texts stand in the bundles.</summary>
    public static ReadOnlySpan<byte> CompiledMagic => "MERLONPK\u0003"u8;

    /// <summary>Largest section after decompression, in bytes: a head that says more is damaged.</summary>
    public const int SectionBytesMax = 256 * 1024 * 1024;

    /// <summary>Brotli's best; a pack is written once and read at every start.</summary>
    public const int BrotliQuality = 11;

    /// <summary>Brotli's window, as a power of two.</summary>
    public const int BrotliWindowBits = 22;

    /// <summary>CRC-32C (RFC 3720, B.4) over everything after it: finds damage, does not prove origin.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}

/// <summary>What an object of a pack is; the numbers are part of the format.</summary>
enum PackKind : byte
{
    Technique = 1,
    Tactic = 2,
    Matrix = 3,
    Group = 4,
    Campaign = 5,
    Malware = 6,
    Tool = 7,
    Mitigation = 8,
    Asset = 9,
    DataSource = 10,
    DataComponent = 11,
    DetectionStrategy = 12,
    Analytic = 13,
}

/// <summary>What is true of an object or relationship; the numbers are part of the format.</summary>
[Flags]
enum PackFlags : byte
{
    None = 0,
    Revoked = 1,
    Deprecated = 2,
    SubTechnique = 4,

    /// <summary>The STIX id is the kind's type, two hyphens and a lower-case UUID.</summary>
    Uuid = 8,
}

/// <summary>How the address of an object is written; the numbers are part of the format.</summary>
enum PackUrl : byte
{
    None = 0,
    Literal = 1,

    /// <summary>A beginning that many share, then the object's id.</summary>
    EndsWithId = 2,

    /// <summary>As <see cref="EndsWithId"/>, points of the id written as slashes: <c>techniques/T1059/001</c>.</summary>
    EndsWithIdPath = 3,
}
