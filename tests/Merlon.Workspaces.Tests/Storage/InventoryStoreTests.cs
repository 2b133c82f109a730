using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Tests.Storage;

/// <summary>Inventories that are remembered while the logs stay as they are.</summary>
public sealed class InventoryStoreTests
{
    [Fact]
    public void An_inventory_comes_back_as_it_was()
    {
        var inventory = Sample(3);
        var bytes = Written(inventory);
        InventoryFile.OriginOf(bytes).ShouldBe("origin");
        var read = InventoryFile.TryRead(bytes).ShouldNotBeNull();
        Written(read).ShouldBe(bytes);
        (read.Records, read.Sources.Count, read.Hosts.Count).ShouldBe((inventory.Records, inventory.Sources.Count, inventory.Hosts.Count));
        var (before, after) = (inventory.Sources[0], read.Sources[0]);
        after.Fields.ShouldBe(before.Fields);
        after.Names.ShouldBe(before.Names);
        after.Hours.ShouldBe(before.Hours);
        (after.Arrivals with { Fields = before.Arrivals.Fields }).ShouldBe(before.Arrivals);
        after.Arrivals.Fields.ShouldBe(before.Arrivals.Fields);
        (after.First, after.Last, after.Label).ShouldBe((before.First, before.Last, before.Label));
    }

    [Fact]
    public void A_damaged_file_is_none_and_never_throws()
    {
        var bytes = Written(Sample(2));
        var random = new Random(4);
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = bytes.ToArray();
            if (random.Next(3) == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
                InventoryFile.TryRead(damaged).ShouldBeNull();
            }
            else
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                _ = InventoryFile.TryRead(damaged);
            }

            _ = InventoryFile.OriginOf(damaged);
        }
    }

    [Fact]
    public void Logs_are_looked_through_once_while_they_stay_as_they_are()
    {
        using var sandbox = new Sandbox();
        var (store, read, log) = Prepare(sandbox);
        Ask().ShouldBe((1, false));
        Ask().ShouldBe((1, true));

        // another date, the same content
        File.SetLastWriteTimeUtc(log, new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Ask().ShouldBe((1, true));

        // another content
        File.WriteAllText(log, "b");
        File.SetLastWriteTimeUtc(log, new DateTime(2026, 1, 3, 0, 0, 0, DateTimeKind.Utc));
        Ask().ShouldBe((2, false));
        File.WriteAllText(log + "2", "c");
        Ask().ShouldBe((3, false));
        File.Delete(log + "2");
        Ask().ShouldBe((4, false));

        (int Reads, bool IsStored) Ask()
        {
            var (inventory, isStored) = store.Read(Path.GetDirectoryName(log)!, PipelineSet.BuiltIn, read.Take);
            inventory.ShouldNotBeNull().Records.ShouldBe(2);
            return (read.Count, isStored);
        }
    }

    [Fact]
    public void Without_a_workspace_nothing_is_written()
    {
        using var sandbox = new Sandbox();
        var log = sandbox.PathOf("logs/a.json");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.WriteAllText(log, "a");
        var store = new InventoryStore(sandbox.PathOf("none"), new SettableClock());
        store.Read(log, PipelineSet.BuiltIn, static () => Sample(1)).IsStored.ShouldBeFalse();
        Directory.Exists(sandbox.PathOf("none")).ShouldBeFalse();
    }

    static (InventoryStore Store, Reads Reads, string Log) Prepare(Sandbox sandbox)
    {
        var log = sandbox.PathOf("logs/a.json");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        Directory.CreateDirectory(sandbox.PathOf("ws"));
        File.WriteAllText(log, "a");
        File.SetLastWriteTimeUtc(log, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        return (new InventoryStore(sandbox.PathOf("ws"), new SettableClock()), new Reads(), log);
    }

    static LogInventory Sample(int hosts)
    {
        var builder = new InventoryBuilder(PipelineSet.BuiltIn, [], InventoryLimits.Default) { IsMeasuring = true };
        for (var i = 0; i < hosts; i++)
        {
            var record = new LogEvent { Format = LogFormat.Json };
            foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
                [("Channel", "Security"), ("EventID", "4688"), ("Computer", $"h{i}"), ("EventTime", "2026-01-01 00:00:00"), ("EventReceivedTime", "2026-01-01 00:00:09"), ("CommandLine", "ä \u0001")])
            {
                record.Add(name, value);
            }

            builder.Add(record);
        }

        var cloud = new LogEvent { Format = LogFormat.Json };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("eventName", "CreateUser"), ("eventSource", "iam"), ("awsRegion", "eu")])
        {
            cloud.Add(name, value);
        }

        builder.Add(cloud);
        return builder.Build();
    }

    static byte[] Written(LogInventory inventory)
    {
        using var stream = new MemoryStream();
        InventoryFile.Write(inventory, "origin", stream);
        return stream.ToArray();
    }

    sealed class Reads
    {
        public int Count { get; private set; }

        public LogInventory Take()
        {
            Count++;
            return Sample(1);
        }
    }
}
