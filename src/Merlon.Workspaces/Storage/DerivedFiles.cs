namespace Merlon.Workspaces.Storage;

/// <summary>
/// Files beside the bundles of a stored release that can be made from them again at any time: the compiled release, the search
/// index. Their names begin with a key of the very bundles, so a file of other bundles is never taken for one of these;
/// what is in a file its reader checks itself. Nobody may rely on one being there: a workspace may be read-only.
/// </summary>
/// <param name="folder">The release's folder.</param>
/// <param name="key">Of the bundles: <see cref="KeyOf"/>.</param>
sealed class DerivedFiles(string folder, string key)
{
    /// <summary>Of FNV-1a, 64 bits (RFC 9923).</summary>
    const ulong FnvPrime = 1_099_511_628_211;

    /// <summary>Characters of a key: 128 bits in hexadecimal.</summary>
    const int KeyChars = 32;

    static readonly System.Buffers.SearchValues<char> KeyCharacters = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>How old a temporary file has to be to be a crash's, in hours.</summary>
    const int LeftBehindHours = 1;

    /// <summary>
    /// The key of a release: of everything that it is made of, in order, named by content (file names with their hashes). A
    /// checksum over those names (FNV-1a, twice): their own hashes are cryptographic, and loading a library for one more would
    /// take a third of the time that opening a release takes.
    /// </summary>
    public static string KeyOf(IEnumerable<string> parts)
    {
        var (first, second) = (14_695_981_039_346_656_037, 7_809_847_782_465_536_322UL);
        foreach (var part in parts)
        {
            foreach (var letter in part)
            {
                first = unchecked((first ^ letter) * FnvPrime);
                second = unchecked((second ^ letter) * FnvPrime + 1);
            }

            first = unchecked((first ^ '\n') * FnvPrime);
            second = unchecked((second ^ '\n') * FnvPrime + 1);
        }

        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{first:x16}{second:x16}");
    }

    /// <summary>Where a file is or would be.</summary>
    /// <param name="name">Such as <c>search.idx</c>.</param>
    public string PathOf(string name) => Path.Combine(folder, $"{key}-{name}");

    /// <summary>Reads a file whole; null when it is missing, larger than <paramref name="bytesMax"/> or may not be read.</summary>
    public byte[]? TryRead(string name, int bytesMax)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            if (length > bytesMax)
            {
                return null;
            }

            var bytes = GC.AllocateUninitializedArray<byte>((int)length);
            for (var read = 0; read < bytes.Length;)
            {
                var more = RandomAccess.Read(file, bytes.AsSpan(read), read);
                if (more == 0)
                {
                    return null;
                }

                read += more;
            }

            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes a file, whole or not at all, and removes the files of the same name that were made from other bundles. False when
    /// the workspace cannot be written or the disk is full, which is no failure: the next reader tries again.
    /// </summary>
    public bool TryWrite(string name, Action<Stream> write)
    {
        var path = PathOf(name);
        try
        {
            AtomicFile.WriteBeside(path, write);
            RemoveOthers(name, path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Files of the release joined with something more, such as an organisation's own objects.</summary>
    /// <param name="part">Names the content of what was joined.</param>
    public DerivedFiles With(string part) => new(folder, KeyOf([key, part]));

    /// <summary>Gives a file another date of writing (UTC), where that is allowed.</summary>
    public void Date(string name, DateTime written)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(name), written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It keeps its date: what depends on that is looked at again next time.
        }
    }

    /// <summary>Removes a file that its reader found damaged, where that is allowed.</summary>
    public void Remove(string name)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is found damaged again next time.
        }
    }

    void RemoveOthers(string name, string kept)
    {
        foreach (var other in Directory.EnumerateFiles(folder, $"*-{name}"))
        {
            if (IsOf(name, Path.GetFileName(other)) && !string.Equals(other, kept, StringComparison.Ordinal))
            {
                File.Delete(other);
            }
        }

        foreach (var temporary in Directory.EnumerateFiles(folder, $".*{AtomicFile.TemporarySuffix}"))
        {
            if (File.GetLastWriteTimeUtc(temporary).AddHours(LeftBehindHours) < File.GetLastWriteTimeUtc(kept))
            {
                File.Delete(temporary);
            }
        }
    }

    static bool IsOf(string name, string fileName)
        => fileName.Length == KeyChars + 1 + name.Length && fileName.AsSpan(0, KeyChars).IndexOfAnyExcept(KeyCharacters) < 0;
}

/// <summary>A release with the place where files made from it are kept.</summary>
/// <param name="Release">The release.</param>
/// <param name="Files">Its derived files; null for the built-in release, which has no folder.</param>
sealed record LoadedRelease(Merlon.Attack.AttackRelease Release, DerivedFiles? Files);
