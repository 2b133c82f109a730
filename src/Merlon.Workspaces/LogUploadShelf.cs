using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Merlon.Workspaces;

/// <summary>
/// Log files that people uploaded, in the folder <c>uploads</c> of a workspace: each in a folder of its own under a name that is safe on every system. A file is there whole
/// or not at all; what was given up half-way leaves nothing behind.
/// </summary>
public sealed class LogUploadShelf
{
    /// <summary>Largest file, in bytes.</summary>
    public const long UploadBytesMax = 8L * 1024 * 1024 * 1024;

    /// <summary>Most bytes of all files together.</summary>
    public const long UploadsBytesMax = 64L * 1024 * 1024 * 1024;

    /// <summary>Bytes that stay free on the disk.</summary>
    public const long FreeBytesMin = 512L * 1024 * 1024;

    /// <summary>Most files.</summary>
    public const int UploadsMax = 10_000;

    /// <summary>Longest name, in characters; what is longer is cut.</summary>
    public const int NameCharsMax = 400;

    /// <summary>How long a file is kept, in days.</summary>
    public const int KeptDays = 90;

    const string FolderName = "uploads", PartSuffix = ".part";
    const int BufferBytes = 128 * 1024, SafeNameCharsMax = 100, PartAgeHours = 24, DiskLookBytes = 64 * 1024 * 1024;

    readonly Team team;
    readonly TimeProvider clock;
    readonly string folder;
    readonly WorkspaceFolders folders;

    /// <summary>The uploads of a workspace.</summary>
    public LogUploadShelf(Team team, WorkspaceOptions options)
    {
        this.team = team;
        clock = options.Clock;
        folder = Path.Combine(options.Folder, FolderName);
        folders = new WorkspaceFolders(options);
        BytesMax = options.Database is null ? UploadBytesMax : Math.Min(UploadBytesMax, WorkspaceFolders.SharedFileBytesMax);
    }

    /// <summary>Most bytes that a file may have here; tests make it smaller.</summary>
    public long BytesMax { get; init; }

    /// <summary>Most bytes of all files together here; tests make it smaller.</summary>
    public long TotalBytesMax { get; init; } = UploadsBytesMax;

    /// <summary>Files that have not expired, the newest first.</summary>
    public IReadOnlyList<LogUpload> List()
    {
        var now = Team.MomentOf(clock.GetUtcNow());
        return [.. team.LogUploads().Where(upload => !IsExpired(upload, now))];
    }

    /// <summary>A file by its id, or null where there is none or it has expired.</summary>
    public LogUpload? Find(string id)
        => team.FindLogUpload(id) is { } upload && !IsExpired(upload, Team.MomentOf(clock.GetUtcNow())) && IsHere(upload) ? upload : null;

    /// <summary>Where a file lies.</summary>
    public string PathOf(LogUpload upload) => Path.Combine(folder, upload.Id, upload.File);

    /// <summary>Takes a file as it comes in; nothing is left of one that is too large, cancelled or cut off.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="name">What it is called; only shown.</param>
    /// <param name="by">Who sends it, and their name.</param>
    /// <param name="expectedBytes">Size that was announced, or null.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="InvalidDataException">It is empty or too large, or there is no room for it; the message says which.</exception>
    public async Task<LogUpload> ReceiveAsync(Stream body, string name, (string Id, string Name) by, long? expectedBytes, CancellationToken cancellationToken)
    {
        RemoveExpired();
        var taken = List();
        var room = Math.Min(BytesMax, TotalBytesMax - taken.Sum(static upload => upload.Bytes));
        if (taken.Count >= UploadsMax || room <= 0)
        {
            throw new InvalidDataException("there is no room for more uploads: remove some first");
        }

        RequireRoom(expectedBytes ?? 0, room);
        Directory.CreateDirectory(folder);
        var id = Team.NewDetectionId();
        var part = Path.Combine(folder, $".{id}{PartSuffix}");
        try
        {
            var (bytes, hash) = await CopyAsync(body, part, room, cancellationToken);
            if (bytes == 0)
            {
                throw new InvalidDataException("the file is empty");
            }

            var now = clock.GetUtcNow();
            var upload = new LogUpload(id, ShownName(name), SafeName(name), bytes, hash, by.Id, by.Name, Team.MomentOf(now), Team.MomentOf(now.AddDays(KeptDays)));
            Directory.CreateDirectory(Path.Combine(folder, id));
            File.Move(part, PathOf(upload));
            folders.Put($"{FolderName}/{id}"); // every server has it before it is on the list
            team.Add(upload);
            return upload;
        }
        catch
        {
            Remove(id);
            throw;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Removes a file; false where there was none.</summary>
    public bool Delete(string id)
    {
        if (team.FindLogUpload(id) is null || !team.RemoveLogUpload(id))
        {
            return false;
        }

        Remove(id);
        return true;
    }

    /// <summary>A name that is safe on every system and keeps the ending that tells the format.</summary>
    public static string SafeName(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var safe = string.Concat(last.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')).TrimStart('.').TrimEnd('.', '_');
        safe = safe.Length > SafeNameCharsMax ? safe[^SafeNameCharsMax..].TrimStart('.', '_', '-') : safe;
        return safe.Length == 0 || safe.Contains("..", StringComparison.Ordinal) ? "log" + Path.GetExtension(safe) : safe;
    }

    static string ShownName(string name) => name.Length == 0 ? "log" : name.Length > NameCharsMax ? name[..NameCharsMax] : name;

    async Task<(long Bytes, string Hash)> CopyAsync(Stream body, string part, long room, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
            long bytes = 0;
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (bytes / DiskLookBytes != (bytes + read) / DiskLookBytes)
                {
                    RequireRoom(0, room);
                }

                bytes += read;
                if (bytes > room)
                {
                    RequireRoom(bytes, room);
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            file.Flush(flushToDisk: true);
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    void RequireRoom(long bytes, long room)
    {
        if (bytes > room)
        {
            throw new InvalidDataException(room < BytesMax
                ? string.Create(CultureInfo.InvariantCulture, $"there is room for {room:N0} bytes more: remove uploads that are not needed")
                : string.Create(CultureInfo.InvariantCulture, $"the file is larger than the {room:N0} bytes that are taken"));
        }

        Directory.CreateDirectory(folder);
        if (new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace - bytes < FreeBytesMin)
        {
            throw new IOException("the server's disk is nearly full: remove uploads or hunts that are not needed");
        }
    }

    void RemoveExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var upload in team.LogUploads().Where(upload => IsExpired(upload, Team.MomentOf(now))))
        {
            Delete(upload.Id);
        }

        if (Directory.Exists(folder))
        {
            foreach (var part in new DirectoryInfo(folder).EnumerateFiles($".*{PartSuffix}").Where(part => now.UtcDateTime - part.LastWriteTimeUtc > TimeSpan.FromHours(PartAgeHours)).ToList())
            {
                part.Delete(); // of a server that was killed
            }
        }
    }

    bool IsHere(LogUpload upload)
    {
        if (!File.Exists(PathOf(upload)))
        {
            folders.Fetch($"{FolderName}/{upload.Id}");
        }

        return File.Exists(PathOf(upload));
    }

    void Remove(string id) => folders.Remove($"{FolderName}/{id}");

    static bool IsExpired(LogUpload upload, string now) => upload.ExpiresAt.Length > 0 && string.CompareOrdinal(upload.ExpiresAt, now) <= 0;
}
