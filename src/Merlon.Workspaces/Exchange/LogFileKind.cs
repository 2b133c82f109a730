using ICSharpCode.SharpZipLib;

namespace Merlon.Workspaces.Exchange;

/// <summary>How a file of logs is packed, told by its first bytes; endings of names lie.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Advice">Why and how it cannot be read here, or null where it can.</param>
readonly record struct LogFileKind(LogFilePacking Kind, string? Advice = null)
{
    /// <summary>True for a compressed stream; false for an archive, what is not packed, and what is only known by name.</summary>
    public bool IsStream => Kind is LogFilePacking.Gzip or LogFilePacking.Bzip2 or LogFilePacking.Xz;

    /// <summary>Bytes that <see cref="Of"/> needs to know every kind.</summary>
    public const int HeadBytes = 512;

    /// <summary>What bytes begin.</summary>
    public static LogFileKind Of(ReadOnlySpan<byte> head)
        => head is [0x1F, 0x8B, ..] ? new LogFileKind(LogFilePacking.Gzip)
        : head.Length >= 10 && head.StartsWith("BZh"u8) && (head[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) || head[4..].StartsWith((ReadOnlySpan<byte>)[0x17, 0x72, 0x45, 0x38, 0x50, 0x90]))
            ? new LogFileKind(LogFilePacking.Bzip2)
        : head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8) ? new LogFileKind(LogFilePacking.Zip)
        : head.Length > 262 && head[257..].StartsWith("ustar"u8) ? new LogFileKind(LogFilePacking.Tar)
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? new LogFileKind(LogFilePacking.Xz)
        : head is [0x28, 0xB5, 0x2F, 0xFD, ..] ? Refused("zstd", "zstd -dc")
        : head is [0x04, 0x22, 0x4D, 0x18, ..] ? Refused("lz4", "lz4 -dc")
        : head is [0x1F, 0x9D, ..] ? Refused("compress (.Z)", "uncompress -c")
        : head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]) ? Refused("7-Zip", "7z x -so")
        : head.StartsWith("Rar!\u001A\u0007"u8) ? Refused("RAR", "unrar p -inul")
        : default;

    /// <summary>Wraps a compressed stream; throws for a kind that is none.</summary>
    public LogFileSource Unpack(Stream packed) => Kind switch
    {
        LogFilePacking.Gzip => new LogFileSource(new LogFileGzip(packed), packed),
        LogFilePacking.Bzip2 => new LogFileSource(new LogFileBzip2(packed), packed),
        LogFilePacking.Xz => new LogFileSource(new LogFileXz(packed), packed),
        _ => throw new ArgumentOutOfRangeException(nameof(packed), Kind, "not a compressed stream"),
    };

    /// <summary>True for what decompressors throw over damaged data; SharpZipLib also runs past its tables.</summary>
    public static bool IsDamage(Exception e) => e is InvalidDataException or EndOfStreamException or SharpZipBaseException or IndexOutOfRangeException;

    static LogFileKind Refused(string name, string command)
        => new(LogFilePacking.Foreign, $"packed by {name}, which Merlon does not unpack: {command} FILE | merlon hunt -");
}

/// <summary>Kinds of packed files that are told apart.</summary>
enum LogFilePacking
{
    /// <summary>Not packed.</summary>
    None,

    /// <summary>RFC 1952, several members too.</summary>
    Gzip,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>The .xz format, LZMA2 only.</summary>
    Xz,

    /// <summary>An archive with a directory at its end.</summary>
    Zip,

    /// <summary>An archive of headers and files one after another.</summary>
    Tar,

    /// <summary>Known by name only.</summary>
    Foreign,
}
