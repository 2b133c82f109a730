using Merlon.Documents;

namespace Merlon.Logs;

/// <summary>Reads the records of one file from front to back in bounded memory; never throws for content.</summary>
public abstract class LogReader : IDisposable
{
    /// <summary>How the file writes records.</summary>
    public abstract LogFormat Format { get; }

    /// <summary>Records that were read.</summary>
    public long Records { get; protected set; }

    /// <summary>Records, lines or chunks that could not be read and were left out; the diagnostics say why.</summary>
    public long Failed { get; protected set; }

    /// <summary>How far the file has been read, in bytes after decompression.</summary>
    public long Position { get; protected set; }

    /// <summary>What was noticed so far, bounded.</summary>
    public abstract IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Reads the next record into <paramref name="record"/>, which is emptied first; false at the end.</summary>
    public abstract bool Read(LogEvent record);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the reader holds.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
    }
}
