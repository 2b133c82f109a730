using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace Merlon.Fuzz;

/// <summary>
/// One target for a time. An input that throws, takes too long or too much memory is a finding and kept as a file; one that
/// ends the process is found there by the next run, for each input lies in a mapped file while it is read.
/// </summary>
sealed class FuzzRun
{
    const int InputMsMax = 10_000;
    const long AllocatedBytesMax = 1L << 30;
    const int SeedsMax = 400;
    const int SeedBytesMax = 300_000;
    const int PoolMax = 4_000;
    const int HangsMax = 3;

    readonly FuzzTarget target;
    readonly string output;
    readonly int seed;
    readonly Random random;
    readonly ByteMutator mutator;
    readonly List<byte[]> pool = [];
    readonly HashSet<ulong> behaviours = [];
    readonly HashSet<string> kinds = new(StringComparer.Ordinal);
    readonly MemoryMappedFile current;
    readonly MemoryMappedViewAccessor view;
    readonly object gate = new();
    byte[]? waiting;
    ulong behaviour;
    string? trouble;
    long executions;
    int hangs;
    int found;

    /// <summary>A run of a target; what a run before left is taken up.</summary>
    public FuzzRun(FuzzTarget target, string output, string data, int seed)
    {
        this.target = target;
        this.output = output;
        this.seed = seed;
        random = new Random(seed);
        mutator = new ByteMutator(random, target.Words);
        Directory.CreateDirectory(output);
        var path = Path.Combine(output, $"current-{target.Name}");
        TakeUp(path);
        current = MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, ByteMutator.InputBytesMax + 8);
        view = current.CreateViewAccessor();
        pool.AddRange(target.Samples);
        pool.AddRange(SeedsOf(data));
    }

    /// <summary>Runs for a time and says what it did.</summary>
    /// <returns>How much was found.</returns>
    public int For(TimeSpan time)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {pool.Count} inputs to begin with, {time.TotalSeconds:0} s, seed {seed}"));
        StartWorker();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < pool.Count && watch.Elapsed < time; i++)
        {
            Try(pool[i], isNew: false);
        }

        while (watch.Elapsed < time && hangs < HangsMax)
        {
            Try(mutator.Mutate(pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]), isNew: true);
        }

        view.Write(0, 0);
        view.Dispose();
        current.Dispose();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {executions:N0} executions in {watch.Elapsed.TotalSeconds:0} s, {behaviours.Count:N0} behaviours, {found} findings"));
        return found;
    }

    void Try(byte[] input, bool isNew)
    {
        executions++;
        view.WriteArray(8, input, 0, Math.Min(input.Length, ByteMutator.InputBytesMax));
        view.Write(0, Math.Min(input.Length, ByteMutator.InputBytesMax));
        lock (gate)
        {
            (waiting, trouble) = (input, null);
            Monitor.PulseAll(gate);
            var watch = Stopwatch.StartNew();
            while (waiting is not null && watch.ElapsedMilliseconds < InputMsMax)
            {
                Monitor.Wait(gate, InputMsMax);
            }

            if (waiting is not null)
            {
                hangs++;
                waiting = null;
                Keep("hang", $"took longer than {InputMsMax:N0} ms", input);
                StartWorker();
                return;
            }
        }

        if (trouble is not null)
        {
            Keep(trouble.StartsWith("memory", StringComparison.Ordinal) ? "memory" : "error", trouble, input);
        }
        else if (behaviours.Add(behaviour) && isNew)
        {
            if (pool.Count == PoolMax)
            {
                pool[random.Next(pool.Count)] = input;
            }
            else
            {
                pool.Add(input);
            }
        }
    }

    // A thread that hangs is left behind; the next input gets a new one.
    void StartWorker()
        => new Thread(Work, maxStackSize: 1024 * 1024) { IsBackground = true }.Start();

    void Work()
    {
        while (true)
        {
            byte[] input;
            lock (gate)
            {
                while (waiting is null)
                {
                    Monitor.Wait(gate);
                }

                input = waiting;
            }

            var (said, gave) = Run(input);
            lock (gate)
            {
                if (!ReferenceEquals(waiting, input))
                {
                    return; // it was given up
                }

                (waiting, trouble, behaviour) = (null, said, gave);
                Monitor.PulseAll(gate);
            }
        }
    }

    (string? Trouble, ulong Behaviour) Run(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var gave = target.Run(input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return allocated > AllocatedBytesMax ? (string.Create(CultureInfo.InvariantCulture, $"memory: {allocated / 1e6:N0} MB for {input.Length:N0} bytes"), gave) : (null, gave);
        }
        catch (Exception thrown) when (thrown is not ThreadInterruptedException)
        {
            return (thrown.ToString(), 0);
        }
    }

    void Keep(string kind, string what, byte[] input)
    {
        // One of a kind is enough: the same message from the same place.
        var place = string.Join('\n', what.Split('\n').Where(static line => line.Contains(" at Merlon", StringComparison.Ordinal)).Take(2));
        if (!kinds.Add(kind + (place.Length > 0 ? place : what.Split('\n')[0])))
        {
            return;
        }

        found++;
        var path = Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{kind}-{seed}-{executions}.bin"));
        File.WriteAllBytes(path, input);
        Console.WriteLine($"{target.Name}: {kind}: {path}\n{what}");
    }

    void TakeUp(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var bytes = File.ReadAllBytes(path);
        var length = bytes.Length >= 8 ? BitConverter.ToInt32(bytes) : 0;
        if (length > 0 && length <= bytes.Length - 8)
        {
            Keep("crash", "the process ended while this was read, in a run before", bytes[8..(8 + length)]);
        }
    }

    IEnumerable<byte[]> SeedsOf(string data)
    {
        foreach (var (folder, ending) in target.Seeds)
        {
            var path = Path.Combine(data, folder);
            if (!Directory.Exists(path))
            {
                continue;
            }

            var files = Directory.EnumerateFiles(path, "*" + ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(static file => new FileInfo(file).Length is > 0 and <= SeedBytesMax).ToArray();
            random.Shuffle(files);
            foreach (var file in files.Take(SeedsMax))
            {
                yield return File.ReadAllBytes(file);
            }
        }
    }
}
