using Merlon.Documents;
using Merlon.Logs;

namespace Merlon.Workspaces.Exchange;

/// <summary>What there is to read since the last look.</summary>
/// <param name="Inputs">New files, and what was added to known ones as whole records; numbers and offsets of records count from there.</param>
/// <param name="Positions">Where reading stands once all inputs have been read: what to keep for going on later.</param>
/// <param name="Diagnostics">What was noticed for the first time.</param>
public sealed record LogFollowStep(IReadOnlyList<LogInput> Inputs, IReadOnlyList<LogPosition> Positions, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Follows growing log files by looking at them again and again, as <c>tail -F</c> does: what was added, files that are new in
/// a folder or pattern, files that were renamed and begun anew, files that were cut. Also goes on where an earlier run stopped.
/// It looks when it is asked to, and never waits.
/// </summary>
/// <param name="paths">As <see cref="LogFiles.Find"/> takes them; what is not there may come.</param>
/// <param name="options">How files are opened.</param>
/// <param name="positions">Where an earlier run stopped; empty to read everything that is there.</param>
public sealed class LogFollower(IReadOnlyList<string> paths, LogFileOptions options, IReadOnlyList<LogPosition> positions)
{
    readonly HashSet<string> said = new(StringComparer.Ordinal);
    Dictionary<string, LogPosition> known = positions.ToDictionary(static p => p.Path, StringComparer.Ordinal);
    bool isStarted;

    /// <summary>Looks once.</summary>
    /// <param name="isLast">True where nothing more will be written: then the last line counts without its end.</param>
    public LogFollowStep Look(bool isLast)
    {
        var log = new DiagnosticLog(paths.Count == 1 ? paths[0] : "logs", options.Limits);
        var walk = new LogFileWalk(log);
        foreach (var path in paths)
        {
            walk.Add(path);
        }

        var step = new Step(options, log, known, isLast, isStarted);
        foreach (var file in walk.Files)
        {
            step.Take(file);
        }

        known = step.Close();
        isStarted = true;
        var fresh = log.ToList().Where(d => said.Count < options.Limits.DiagnosticsMax && said.Add(d.ToString())).ToList();
        return new LogFollowStep(step.Inputs, [.. known.Values.OrderBy(static p => p.Path, StringComparer.Ordinal)], fresh);
    }

    sealed class Step(LogFileOptions options, DiagnosticLog log, Dictionary<string, LogPosition> known, bool isLast, bool isStarted)
    {
        readonly Dictionary<string, LogPosition> next = new(StringComparer.Ordinal);
        readonly Dictionary<string, LogPosition> missed = new(known, StringComparer.Ordinal); // files that were not met again yet
        readonly List<LogInput> inputs = [];

        public IReadOnlyList<LogInput> Inputs => inputs;

        public void Take(LogFileFound file)
        {
            if (file.Path.Equals(LogFiles.StandardInput, StringComparison.Ordinal))
            {
                if (!isStarted)
                {
                    Expand(file);
                }

                return;
            }

            try
            {
                using var stream = LogFiles.OpenFile(file.Path);
                if (stream.CanSeek)
                {
                    TakeFile(file, stream);
                }
                else if (!isStarted)
                {
                    Expand(file);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Of(file.Document).Error("LOG310", $"the file cannot be read: {e.Message.TrimEnd('.')}");
            }
        }

        /// <summary>Where reading stands now; files that are gone for the moment are kept, for a rotation may be under way.</summary>
        public Dictionary<string, LogPosition> Close()
        {
            foreach (var (path, position) in missed)
            {
                if (next.Count < LogFiles.FilesMax && !File.Exists(path))
                {
                    next.TryAdd(path, position);
                }
            }

            return next;
        }

        void TakeFile(LogFileFound file, FileStream stream)
        {
            var path = Path.GetFullPath(file.Path);
            if (next.ContainsKey(path))
            {
                return; // met as what another file was before its rotation
            }

            if (missed.TryGetValue(path, out var position) && (position.HeadBytes == 0 || IsHead(position, stream)))
            {
                missed.Remove(path);
            }
            else
            {
                if (position is not null)
                {
                    missed.Remove(path);
                    TakeRotated(file, position);
                }

                position = Renamed(stream) ?? LogPosition.AtStart(path, stream);
            }

            TakeFrom(position with { Path = path }, file, stream);
        }

        // What was written to the file between the last look and its rotation stands under another name now.
        void TakeRotated(LogFileFound file, LogPosition position)
        {
            var folder = new DirectoryInfo(Path.GetDirectoryName(position.Path) ?? ".");
            var stem = Path.GetFileNameWithoutExtension(position.Path);
            foreach (var sibling in folder.EnumerateFiles().Where(f => f.Name.StartsWith(stem, StringComparison.OrdinalIgnoreCase) && f.Length > 0).OrderBy(static f => f.Name, StringComparer.Ordinal))
            {
                if (sibling.FullName.Equals(position.Path, StringComparison.Ordinal) || next.ContainsKey(sibling.FullName))
                {
                    continue;
                }

                using var stream = LogFiles.OpenFile(sibling.FullName);
                if (IsHead(position, stream))
                {
                    var name = file.Document[..^Path.GetFileName(file.Path).Length] + sibling.Name;
                    TakeFrom(position with { Path = sibling.FullName }, file with { Path = sibling.FullName, Document = name }, stream);
                    return;
                }
            }

            if (position.Offset > 0)
            {
                log.Of(file.Document).Note("LOG331", "the file was replaced; the one before is no longer there");
            }
        }

        // A file under a new name that begins as one that is not under its old name any more.
        LogPosition? Renamed(FileStream stream)
        {
            foreach (var (path, position) in missed)
            {
                if (IsHead(position, stream) && !StillThere(path, position))
                {
                    missed.Remove(path);
                    return position;
                }
            }

            return null;
        }

        static bool StillThere(string path, LogPosition position)
        {
            if (!File.Exists(path))
            {
                return false;
            }

            using var stream = LogFiles.OpenFile(path);
            return position.IsHeadOf(stream);
        }

        void TakeFrom(LogPosition position, LogFileFound file, FileStream stream)
        {
            if (position.Offset > stream.Length)
            {
                log.Of(file.Document).Note("LOG330", "the file was cut; it is read from its beginning again");
                position = LogPosition.AtStart(position.Path, stream);
            }

            position = position.WithHeadOf(stream);
            if (position.Offset == stream.Length)
            {
                next[position.Path] = position;
                return;
            }

            if (position.Format == LogFormat.Unknown)
            {
                stream.Position = 0;
                var head = new byte[LogReaders.HeadBytes];
                var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                if (LogFileKind.Of(head.AsSpan(0, length)).Kind != LogFilePacking.None)
                {
                    TakePacked(position, file, stream);
                    return;
                }

                position = position with { Format = options.Format ?? LogFormats.Recognise(head.AsSpan(0, length), file.Document) };
            }

            TakePiece(position, file, stream);
        }

        // Read whole, once; one that a rotation made of a file that was read is passed over.
        void TakePacked(LogPosition position, LogFileFound file, FileStream stream)
        {
            next[position.Path] = position with { Offset = stream.Length };
            if (isStarted && IsKnownUnpacked(file.Path))
            {
                log.Of(file.Document).Note("LOG332", "the packed file holds one that was read already; it was passed over");
                return;
            }

            Expand(file);
        }

        bool IsKnownUnpacked(string path)
        {
            foreach (var position in known.Values)
            {
                using var stream = LogFiles.OpenFile(path);
                var head = new byte[LogFileKind.HeadBytes];
                var kind = LogFileKind.Of(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
                if (!kind.IsStream)
                {
                    return false;
                }

                stream.Position = 0;
                using var content = kind.Unpack(stream).Content;
                if (IsHead(position, content))
                {
                    return true;
                }
            }

            return false;
        }

        void TakePiece(LogPosition position, LogFileFound file, FileStream stream)
        {
            var (from, to) = LogFilePiece.Bounds(position, stream, isLast);
            if (to <= from)
            {
                next[position.Path] = position;
                return;
            }

            var header = from > 0 ? LogFilePiece.HeaderOf(position, stream) : [];
            var trouble = new DiagnosticLog(file.Document, options.Limits);
            inputs.Add(new LogInput(file.Document, () => new LogFileStream(() => Open(file.Path, header, from, to), trouble) { Options = options }, to - from + header.Length, position.Format == LogFormat.Unknown ? null : position.Format)
            {
                IsNamed = file.IsNamed,
                Trouble = trouble,
            });
            next[position.Path] = position with { Offset = to, HeaderOffset = LogFilePiece.LastHeader(position, stream, from, to) };
        }

        static LogFileSource Open(string path, byte[] header, long from, long to)
        {
            var slice = new LogFileSlice(LogFiles.OpenFile(path), from, to - from);
            return new LogFileSource(header.Length == 0 ? slice : new HeadedStream(header, slice));
        }

        void Expand(LogFileFound file)
        {
            var expansion = new LogFileExpansion(options, log);
            expansion.Add(file);
            inputs.AddRange(expansion.Inputs);
        }

        static bool IsHead(LogPosition position, Stream stream)
        {
            if (stream.CanSeek)
            {
                stream.Position = 0;
            }

            try
            {
                return position.IsHeadOf(stream);
            }
            catch (Exception e) when (LogFileKind.IsDamage(e))
            {
                return false;
            }
        }
    }
}
