using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// A file's bytes as memory, without reading them: the system brings in what is touched. It stays mapped until the process
/// ends, because a span does not keep its owner alive: a mapping that went with the last reference could go while
/// somebody still reads. What that costs is address space. The file must not be cut while it is mapped; those of the store
/// are replaced, never changed.
/// </summary>
sealed unsafe class MappedFile : MemoryManager<byte>
{
    readonly byte* start;
    readonly int length;

    MappedFile(byte* start, int length)
    {
        this.start = start;
        this.length = length;
    }

    /// <summary>Maps a file for reading; null when it is missing, may not be read, or is not of the length that is expected.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its length, over 0.</param>
    public static ReadOnlyMemory<byte>? TryMap(string path, long bytes)
    {
        if (bytes is <= 0 or > int.MaxValue)
        {
            return null;
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
            if (stream.Length != bytes)
            {
                return null;
            }

            using var file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            var view = file.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer); // never released: see above
            return new MappedFile(pointer + view.PointerOffset, (int)bytes).Memory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin() { }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
