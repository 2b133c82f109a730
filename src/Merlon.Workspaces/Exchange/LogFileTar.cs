using System.Formats.Tar;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// The files of a tar archive, which can only be read from its front, compressed or not. Who asks for them in order reads the
/// archive once; who has several open at a time reads it once for each that is open.
/// </summary>
/// <param name="open">Opens the archive, decompressed.</param>
sealed class LogFileTar(Func<LogFileSource> open)
{
    // Passes through the archive that nobody reads from at the moment.
    const int IdleMax = 2;

    readonly Lock gate = new();
    readonly List<Pass> idle = [];

    /// <summary>A file of the archive.</summary>
    /// <param name="Index">Which one, of all entries.</param>
    /// <param name="Name">Its path in the archive.</param>
    /// <param name="Bytes">Its size.</param>
    public sealed record Entry(int Index, string Name, long Bytes);

    /// <summary>Names its files, reading the archive once; throws as files do, and <see cref="InvalidDataException"/> behind the last one of a damaged archive.</summary>
    public IEnumerable<Entry> Entries()
    {
        using var pass = new Pass(open());
        while (pass.Next() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            {
                yield return new Entry(pass.Index, entry.Name, entry.Length);
            }
        }
    }

    /// <summary>Opens a file; throws as <see cref="Entries"/> does.</summary>
    public LogFileSource Open(Entry entry)
    {
        var pass = TakeIdle(entry.Index) ?? new Pass(open());
        TarEntry? found = null;
        while (pass.Index < entry.Index)
        {
            found = pass.Next();
            if (found is null)
            {
                pass.Dispose();
                throw new InvalidDataException("the archive became shorter");
            }
        }

        return new LogFileSource(new EntryStream(this, pass, found?.DataStream ?? Stream.Null), pass.Packed);
    }

    Pass? TakeIdle(int index)
    {
        lock (gate)
        {
            var best = idle.Where(pass => pass.Index < index).MaxBy(static pass => pass.Index);
            if (best is not null)
            {
                idle.Remove(best);
            }

            return best;
        }
    }

    void Give(Pass pass)
    {
        lock (gate)
        {
            idle.Add(pass);
            if (idle.Count > IdleMax)
            {
                var last = idle.MaxBy(static p => p.Index);
                last?.Dispose();
                idle.RemoveAll(p => p == last);
            }
        }
    }

    sealed class Pass(LogFileSource source) : IDisposable
    {
        readonly TarReader reader = new(source.Content);

        public int Index { get; private set; } = -1;

        public Stream? Packed => source.Packed;

        public TarEntry? Next()
        {
            try
            {
                var entry = reader.GetNextEntry();
                Index++;
                return entry;
            }
            catch (Exception e) when (e is FormatException or EndOfStreamException or ArgumentException or OverflowException)
            {
                throw new InvalidDataException($"the tar archive is damaged: {e.Message}", e);
            }
        }

        public void Dispose() => reader.Dispose();
    }

    sealed class EntryStream(LogFileTar archive, Pass pass, Stream data) : ForwardStream
    {
        bool isClosed;
        long given;

        /// <summary>Bytes that were read of it.</summary>
        public override long Position { get => given; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = data.Read(buffer);
            given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !isClosed)
            {
                isClosed = true;
                archive.Give(pass);
            }

            base.Dispose(disposing);
        }
    }
}
