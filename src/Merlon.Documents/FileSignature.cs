namespace Merlon.Documents;

/// <summary>Tells by its first bytes what a file is that was given where text was expected.</summary>
public static class FileSignature
{
    /// <summary>The kind as a sentence needs it (<c>a PDF document</c>), or null where the bytes are of none of the kinds that are often given by mistake.</summary>
    public static string? KindOf(ReadOnlySpan<byte> bytes)
        => bytes.StartsWith("PK\x03\x04"u8) ? "a ZIP archive (or an Office document)"
        : bytes is [0x1F, 0x8B, ..] ? "gzip-compressed"
        : bytes.StartsWith("%PDF-"u8) ? "a PDF document"
        : bytes.StartsWith("ElfFile\0"u8) ? "a Windows event log"
        : bytes is [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] || bytes is [(byte)'M', (byte)'Z', 0x90, 0x00, ..] ? "a program"
        : bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] ? "a picture"
        : bytes.StartsWith("SQLite format 3\0"u8) ? "a SQLite database"
        : null;
}
