using System.Text;
using Merlon.Inventory;
using Merlon.Logs;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// An inventory as a file that can be made again at any time: sources with hosts, hours, fields, names and arrivals, and the counts;
/// without logons and first values, which visibility does not need. Little-endian, texts once in a table, an origin in front.
/// </summary>
static class InventoryFile
{
    const uint Magic = 0x3156494D; // "MIV1"
    const int ListItemsMax = 5_000_000;

    /// <summary>Writes an inventory.</summary>
    /// <param name="inventory">What was found.</param>
    /// <param name="origin">What it was made from: <see cref="OriginOf"/>.</param>
    /// <param name="output">Takes it.</param>
    public static void Write(LogInventory inventory, string origin, Stream output)
    {
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(origin);
        writer.Write(inventory.Records);
        writer.Write(inventory.Failed);
        writer.Write(inventory.Unknown);
        writer.Write(inventory.Timeless);
        WriteAll(writer, [.. inventory.Overflow.OrderBy(static o => o.Key, StringComparer.Ordinal)], static (w, o) => { w.Write(o.Key); w.Write(o.Value); });
        WriteAll(writer, inventory.Hosts, static (w, h) =>
        {
            w.Write(h.Name);
            w.Write(h.Records);
            w.Write(h.Sources);
            WriteTime(w, h.First);
            WriteTime(w, h.Last);
        });
        WriteAll(writer, inventory.Sources, WriteSource);
    }

    /// <summary>What an inventory was made from; null where the bytes are none.</summary>
    public static string? OriginOf(byte[] bytes)
    {
        try
        {
            using var reader = ReaderOf(bytes);
            return reader.ReadUInt32() == Magic ? reader.ReadString() : null;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads an inventory; null where the bytes are damaged.</summary>
    public static LogInventory? TryRead(byte[] bytes)
    {
        try
        {
            using var reader = ReaderOf(bytes);
            if (reader.ReadUInt32() != Magic)
            {
                return null;
            }

            _ = reader.ReadString();
            var (records, failed, unknown, timeless) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var overflow = ReadAll(reader, static r => KeyValuePair.Create(r.ReadString(), r.ReadInt64()));
            var hosts = ReadAll(reader, static r => new HostSeen(r.ReadString(), r.ReadInt64(), r.ReadInt32(), ReadTime(r), ReadTime(r)));
            var sources = ReadAll(reader, ReadSource);
            return reader.BaseStream.Position != bytes.Length ? null : new LogInventory
            {
                Records = records,
                Failed = failed,
                Unknown = unknown,
                Timeless = timeless,
                Overflow = new Dictionary<string, long>(overflow, StringComparer.Ordinal),
                Hosts = hosts,
                Sources = sources,
            };
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or InvalidDataException or OverflowException)
        {
            return null;
        }
    }

    static void WriteSource(BinaryWriter writer, LogSourceSeen source)
    {
        writer.Write(source.Pipeline);
        WriteAll(writer, source.Selectors, static (w, s) => w.Write(s));
        WriteAll(writer, source.Values, static (w, s) => w.Write(s));
        writer.Write((int)source.Format);
        WriteAll(writer, source.LogSources, static (w, s) => w.Write(s));
        WriteAll(writer, source.Providers, static (w, s) => w.Write(s));
        writer.Write(source.Records);
        WriteAll(writer, source.Hosts, static (w, h) => { w.Write(h.Key); w.Write(h.Value); });
        WriteTime(writer, source.First);
        WriteTime(writer, source.Last);
        WriteAll(writer, source.Hours, static (w, h) => { w.Write(h.Key.UtcTicks); w.Write(h.Value); });
        WriteAll(writer, source.Fields, static (w, f) => { w.Write(f.Name); w.Write(f.Present); w.Write(f.Filled); });
        WriteAll(writer, source.Names, static (w, n) => { w.Write(n.Field); w.Write(n.Value); w.Write(n.Records); });
        var arrivals = source.Arrivals;
        foreach (var count in (ReadOnlySpan<long>)[arrivals.Early, arrivals.Exact, arrivals.Minute, arrivals.Hour, arrivals.Day, arrivals.Later])
        {
            writer.Write(count);
        }

        WriteAll(writer, arrivals.Fields, static (w, f) => w.Write(f));
    }

    static LogSourceSeen ReadSource(BinaryReader reader) => new()
    {
        Pipeline = reader.ReadString(),
        Selectors = ReadAll(reader, static r => r.ReadString()),
        Values = ReadAll(reader, static r => r.ReadString()),
        Format = Enum.IsDefined((LogFormat)reader.ReadInt32()) ? ReadBack(reader) : throw new InvalidDataException("an unknown format"),
        LogSources = ReadAll(reader, static r => r.ReadString()),
        Providers = ReadAll(reader, static r => r.ReadString()),
        Records = reader.ReadInt64(),
        Hosts = ReadAll(reader, static r => KeyValuePair.Create(r.ReadString(), r.ReadInt64())),
        First = ReadTime(reader),
        Last = ReadTime(reader),
        Hours = ReadAll(reader, static r => KeyValuePair.Create(new DateTimeOffset(r.ReadInt64(), TimeSpan.Zero), r.ReadInt64())),
        Fields = ReadAll(reader, static r => new FieldSeen(r.ReadString(), r.ReadInt64(), r.ReadInt64())),
        Names = ReadAll(reader, static r => new NameSeen(r.ReadString(), r.ReadString(), r.ReadInt64())),
        Arrivals = new ArrivalsSeen(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64())
        {
            Fields = ReadAll(reader, static r => r.ReadString()),
        },
    };

    static LogFormat ReadBack(BinaryReader reader)
    {
        reader.BaseStream.Position -= sizeof(int);
        return (LogFormat)reader.ReadInt32();
    }

    static BinaryReader ReaderOf(byte[] bytes) => new(new MemoryStream(bytes, writable: false), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));

    static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    // An item has at least one byte, so that a damaged count cannot ask for more memory than the file has bytes.
    static T[] ReadAll<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > ListItemsMax || count > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new InvalidDataException("a damaged count");
        }

        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = read(reader);
        }

        return items;
    }

    static void WriteTime(BinaryWriter writer, DateTimeOffset? time) => writer.Write(time?.UtcTicks ?? long.MinValue);

    static DateTimeOffset? ReadTime(BinaryReader reader) => reader.ReadInt64() is var ticks && ticks == long.MinValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
