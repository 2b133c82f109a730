using System.Buffers.Binary;
using System.Text;
using Merlon.Logs.Evtx;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>Writes event logs byte by byte, as right or as wrong as a test wants them; every sample is made here.</summary>
sealed class EvtxBuilder
{
    readonly byte[] chunk = new byte[EvtxLimits.ChunkBytes];
    readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> templates = new(StringComparer.Ordinal);
    long record;
    int far = EvtxLimits.ChunkBytes - 24_000;

    /// <summary>Where the next byte goes.</summary>
    public int At { get; set; } = EvtxLimits.ChunkHeaderBytes;

    /// <summary>Where each record begins.</summary>
    public List<int> Starts { get; } = [];

    public EvtxBuilder Byte(params ReadOnlySpan<byte> values)
    {
        values.CopyTo(chunk.AsSpan(At));
        At += values.Length;
        return this;
    }

    public EvtxBuilder UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(At), (ushort)value);
        At += 2;
        return this;
    }

    public EvtxBuilder UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(At), value);
        At += 4;
        return this;
    }

    public EvtxBuilder Utf16(string text) => Byte(Encoding.Unicode.GetBytes(text));

    /// <summary>A name: where it stands, and the name itself where it is new.</summary>
    public EvtxBuilder Name(string name)
    {
        if (names.TryGetValue(name, out var known))
        {
            return UInt32((uint)known);
        }

        names[name] = At + 4;
        return UInt32((uint)At + 4).UInt32(0).UInt16(0).UInt16(name.Length).Utf16(name).UInt16(0);
    }

    /// <summary>An element; what is in it is written by <paramref name="content"/>.</summary>
    public EvtxBuilder Element(string name, Action<EvtxBuilder>? content = null, bool hasDependency = true, params (string Name, Action<EvtxBuilder> Value)[] attributes)
    {
        Byte((byte)(attributes.Length > 0 ? 0x41 : 0x01));
        if (hasDependency)
        {
            UInt16(0xFFFF);
        }

        UInt32(0).Name(name);
        if (attributes.Length > 0)
        {
            UInt32(0);
            foreach (var attribute in attributes)
            {
                Byte(0x06).Name(attribute.Name);
                attribute.Value(this);
            }
        }

        if (content is null)
        {
            return Byte(0x03);
        }

        Byte(0x02);
        content(this);
        return Byte(0x04);
    }

    public EvtxBuilder Text(string text) => Byte(0x05, 0x01).UInt16(text.Length).Utf16(text);

    public EvtxBuilder Value(int number, byte type = 1) => Byte(0x0D).UInt16(number).Byte(type);

    public EvtxBuilder Optional(int number, byte type = 1) => Byte(0x0E).UInt16(number).Byte(type);

    public EvtxBuilder Fragment() => Byte(0x0F, 1, 1, 0);

    /// <summary>A template with its values, written out where it is new.</summary>
    public EvtxBuilder Template(string key, Action<EvtxBuilder> content, params (byte Type, byte[] Value)[] values)
    {
        Byte(0x0C, 0x01).UInt32(1);
        if (templates.TryGetValue(key, out var known))
        {
            UInt32((uint)known);
        }
        else
        {
            templates[key] = At + 4;
            UInt32((uint)At + 4).UInt32(0).Byte(new byte[16]);
            var size = At;
            UInt32(0).Fragment();
            content(this);
            Byte(0x00);
            BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(size), (uint)(At - size - 4));
        }

        UInt32((uint)values.Length);
        foreach (var (type, value) in values)
        {
            UInt16(value.Length).Byte(type, 0);
        }

        foreach (var (_, value) in values)
        {
            Byte(value);
        }

        return this;
    }

    /// <summary>A record with its header and the copy of its size.</summary>
    public EvtxBuilder Record(Action<EvtxBuilder> content)
    {
        var start = At;
        Starts.Add(start);
        Byte(0x2A, 0x2A, 0, 0).UInt32(0).UInt32((uint)++record).UInt32(0).UInt32(0).UInt32(0);
        Fragment();
        content(this);
        Byte(0x00);
        At = start + (At - start + 4 + 7) / 8 * 8;
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(start + 4), (uint)(At - start));
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(At - 4), (uint)(At - start));
        return this;
    }

    /// <summary>Where the first template of data stands.</summary>
    public static int FarBegin => EvtxLimits.ChunkBytes - 24_000;

    /// <summary>A record as Sysmon writes one: a template for the event, one for its data.</summary>
    public EvtxBuilder Event(int eventId, params (string Name, byte Type, byte[] Value)[] data)
        => Record(b => b.Template("event", EventTemplate,
            (0x06, BitConverter.GetBytes((ushort)eventId)),
            (BinXmlValue.String, Encoding.Unicode.GetBytes("Microsoft-Windows-Sysmon/Operational")),
            (0x11, BitConverter.GetBytes(new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1_234_567).ToFileTimeUtc())),
            (BinXmlValue.BinXml, InnerOf(b, data))));

    /// <summary>A value of text.</summary>
    public static (string Name, byte Type, byte[] Value) Of(string name, string text) => (name, BinXmlValue.String, Encoding.Unicode.GetBytes(text));

    // What comes as a value is made far behind, where its template and the names in it stay; the value refers to them.
    static byte[] InnerOf(EvtxBuilder builder, (string Name, byte Type, byte[] Value)[] data)
    {
        var here = builder.At;
        builder.At = builder.far;
        var key = "data " + string.Join(' ', data.Select(static d => d.Name));
        (byte, byte[])[] values = [.. data.Select(static d => (d.Type, d.Value))];
        if (!builder.templates.ContainsKey(key))
        {
            builder.Template(key, b => b.Element("EventData", e =>
            {
                for (var i = 0; i < data.Length; i++)
                {
                    var (number, name) = (i, data[i].Name);
                    _ = name.Length == 0
                        ? e.Element("Data", d => d.Optional(number))
                        : e.Element("Data", d => d.Optional(number), true, ("Name", a => a.Text(name)));
                }
            }));
            builder.far = builder.At;
        }

        builder.Fragment().Template(key, static _ => { }, values).Byte(0x00);
        var inner = builder.chunk.AsSpan(builder.far, builder.At - builder.far).ToArray();
        builder.chunk.AsSpan(builder.far, builder.At - builder.far).Clear();
        builder.At = here;
        return inner;
    }

    static void EventTemplate(EvtxBuilder b) => b.Element("Event", e => e
        .Element("System", s => s
            .Element("Provider", null, true, ("Name", a => a.Text("Microsoft-Windows-Sysmon")))
            .Element("EventID", i => i.Optional(0, 0x06))
            .Element("TimeCreated", null, true, ("SystemTime", a => a.Optional(2, 0x11)))
            .Element("Channel", c => c.Optional(1))
            .Element("Security", null, true, ("UserID", a => a.Optional(9, 0x13))))
        .Optional(3, BinXmlValue.BinXml));

    /// <summary>The chunk with a right header.</summary>
    public byte[] Chunk()
    {
        var made = chunk.ToArray();
        "ElfChnk\0"u8.CopyTo(made);
        BinaryPrimitives.WriteUInt32LittleEndian(made.AsSpan(40), 128);
        BinaryPrimitives.WriteUInt32LittleEndian(made.AsSpan(48), (uint)At);
        return Sealed(made);
    }

    /// <summary>The chunk with its checksums made right.</summary>
    public static byte[] Sealed(byte[] made)
    {
        var free = (int)BinaryPrimitives.ReadUInt32LittleEndian(made.AsSpan(48));
        BinaryPrimitives.WriteUInt32LittleEndian(made.AsSpan(52), EvtxChecksum.OfByTables(made.AsSpan(512, free - 512)));
        BinaryPrimitives.WriteUInt32LittleEndian(made.AsSpan(124), EvtxChecksum.OfByTables(made.AsSpan(128, 384), EvtxChecksum.OfByTables(made.AsSpan(0, 120))));
        return made;
    }

    /// <summary>A file of chunks.</summary>
    public static byte[] File(params byte[][] chunks)
    {
        var header = new byte[EvtxLimits.FileHeaderBlockBytes];
        "ElfFile\0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), 128);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(36), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(38), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(40), 4096);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(42), (ushort)chunks.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(124), EvtxChecksum.OfByTables(header.AsSpan(0, 120)));
        return [.. header, .. chunks.SelectMany(static c => c)];
    }
}
