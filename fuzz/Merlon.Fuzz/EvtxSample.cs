using System.Buffers.Binary;
using System.Text;

namespace Merlon.Fuzz;

/// <summary>A small event log made here, for runs without a data folder: one record, its elements written out without a template.</summary>
static class EvtxSample
{
    /// <summary>The file.</summary>
    public static byte[] Make()
    {
        var file = new byte[4096 + 65_536];
        "ElfFile\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(38), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(40), 4096);
        var chunk = file.AsSpan(4096);
        "ElfChnk\0"u8.CopyTo(chunk);
        var at = 512;
        Write(chunk, ref at, [0x2A, 0x2A, 0, 0, .. new byte[20], 0x0F, 1, 1, 0]);
        Open(chunk, ref at, "Event");
        Open(chunk, ref at, "System");
        Open(chunk, ref at, "EventID");
        Text(chunk, ref at, "1");
        Open(chunk, ref at, "Channel");
        Text(chunk, ref at, "Security");
        Write(chunk, ref at, [0x04]);
        Open(chunk, ref at, "EventData");
        Open(chunk, ref at, "Data");
        Text(chunk, ref at, "powershell");
        Write(chunk, ref at, [0x04, 0x04, 0x00]);
        at += 4;
        BinaryPrimitives.WriteInt32LittleEndian(chunk[516..], at - 512);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[(at - 4)..], at - 512);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[48..], at);
        return file;
    }

    static void Open(Span<byte> chunk, ref int at, string name)
    {
        Write(chunk, ref at, [0x01, 0xFF, 0xFF, 0, 0, 0, 0]);
        Write(chunk, ref at, [.. BitConverter.GetBytes(at + 4), 0, 0, 0, 0, 0, 0, (byte)name.Length, 0, .. Encoding.Unicode.GetBytes(name), 0, 0, 0x02]);
    }

    static void Text(Span<byte> chunk, ref int at, string text)
        => Write(chunk, ref at, [0x05, 0x01, (byte)text.Length, 0, .. Encoding.Unicode.GetBytes(text), 0x04]);

    static void Write(Span<byte> chunk, ref int at, byte[] bytes)
    {
        bytes.CopyTo(chunk[at..]);
        at += bytes.Length;
    }
}
