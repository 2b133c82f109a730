using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Merlon.Documents;

namespace Merlon.Sigma.Compiled;

/// <summary>
/// Rules as they were read, in a form that opens many times faster than YAML: what files held, with modifiers, conditions and
/// patterns resolved, and what was noticed in them. Whoever stores it says of which files it is, and looks whether they changed;
/// the text that names them travels along (docs/formats/compiled-rules.md).
/// </summary>
public static class CompiledSigma
{
    /// <summary>Changes with the form; another one is refused.</summary>
    internal const int FormatVersion = 1;

    const int HeaderBytes = 16;

    static ReadOnlySpan<byte> Magic => "MRLNSIG\0"u8;

    /// <summary>Writes content.</summary>
    /// <param name="content">What was read.</param>
    /// <param name="origin">Names the files that it was read from, in a form that the caller can check.</param>
    /// <param name="output">Takes the bytes.</param>
    public static void Write(Parsed<SigmaContent> content, string origin, Stream output)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(output);
        var body = new CompiledWriter().Write(content, origin);
        Span<byte> header = stackalloc byte[HeaderBytes + sizeof(ulong)];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], body.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[HeaderBytes..], Checksum(body));
        output.Write(header);
        output.Write(body);
    }

    /// <summary>The <c>origin</c> that was written, or null where the bytes are damaged or of another version.</summary>
    public static string? OriginOf(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return new CompiledReader(BodyOf(bytes)).Origin;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Reads content back.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of another version: read the rules themselves.</exception>
    public static Parsed<SigmaContent> Read(ReadOnlyMemory<byte> bytes) => new CompiledReader(BodyOf(bytes)).Read();

    static ReadOnlyMemory<byte> BodyOf(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderBytes + sizeof(ulong) || !span.StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(span[8..]) != FormatVersion)
        {
            throw new InvalidDataException("these are no compiled rules of this version");
        }

        var body = bytes[(HeaderBytes + sizeof(ulong))..];
        if (BinaryPrimitives.ReadInt32LittleEndian(span[12..]) != body.Length || BinaryPrimitives.ReadUInt64LittleEndian(span[HeaderBytes..]) != Checksum(body.Span))
        {
            throw new InvalidDataException("the compiled rules are damaged");
        }

        return body;
    }

    // Finds damage, not malice: whoever can write the file can write the rules.
    static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var sum = 0x9E37_79B9_7F4A_7C15 ^ (ulong)bytes.Length;
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (var word in words)
            {
                sum = BitOperations.RotateLeft((sum ^ word) * 0xBF58_476D_1CE4_E5B9, 31);
            }

            foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            {
                sum = BitOperations.RotateLeft((sum ^ rest) * 0x94D0_49BB_1331_11EB, 29);
            }

            return sum ^ sum >> 32;
        }
    }
}
