using System.Globalization;
using System.IO.Compression;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>Files of rules that come as one: a YAML file, or a zip archive of them, which is read as a stream and never unpacked by its names.</summary>
public static class RulePackage
{
    /// <summary>Largest file, in bytes.</summary>
    public const int PackageBytesMax = 64 * 1024 * 1024;

    /// <summary>Most rule files of an archive.</summary>
    public const int PackageFilesMax = 10_000;

    /// <summary>Most bytes of an archive's rule files together.</summary>
    public const int PackageUnpackedBytesMax = 256 * 1024 * 1024;

    /// <summary>The rule files of a package, in the order of their names; what is left out is a diagnostic.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="name">What it is called; foreign text.</param>
    /// <param name="limits">Bounds each file.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static Parsed<IReadOnlyList<RuleText>> Read(string path, string name, ReadLimits limits, CancellationToken cancellationToken)
    {
        var log = new DiagnosticLog(name, limits);
        if (!ZipFiles.IsZip(path))
        {
            var bytes = SingleFile.Read(path, limits.YamlBytesMax);
            return new Parsed<IReadOnlyList<RuleText>>([new RuleText(name, path, bytes)], log.ToList());
        }

        if (!ZipFiles.TryOpen(path, PackageBytesMax, out var archive, out var refused))
        {
            log.Error(refused.Code, SourceLocation.Whole, $"the archive {refused.Why}");
            return new Parsed<IReadOnlyList<RuleText>>([], log.ToList());
        }

        using (archive)
        {
            return new Parsed<IReadOnlyList<RuleText>>(ReadAll(archive, log, limits, cancellationToken), log.ToList());
        }
    }

    static List<RuleText> ReadAll(ZipArchive archive, DiagnosticLog log, ReadLimits limits, CancellationToken cancellationToken)
    {
        List<RuleText> texts = [];
        long unpacked = 0;
        foreach (var entry in archive.Entries.Where(static entry => IsRule(entry.Name)).OrderBy(static entry => entry.FullName, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (texts.Count >= PackageFilesMax || unpacked >= PackageUnpackedBytesMax)
            {
                log.Error("RULE004", SourceLocation.Whole, string.Create(CultureInfo.InvariantCulture, $"more than {PackageFilesMax:N0} rule files, or {PackageUnpackedBytesMax:N0} bytes unpacked; the rest was left out"));
                break;
            }

            try
            {
                if (Unpack(entry, limits.YamlBytesMax, ref unpacked) is { } bytes)
                {
                    texts.Add(new RuleText(entry.FullName, "", bytes));
                }
                else
                {
                    log.Warn("FILE005", SourceLocation.Whole, "the rule file is larger than a rule may be; it was left out", entry.FullName);
                }
            }
            catch (InvalidDataException e)
            {
                log.Warn("FILE007", SourceLocation.Whole, $"the rule file is damaged: {e.Message.TrimEnd('.')}; it was left out", entry.FullName);
            }
        }

        return texts;
    }

    // The size that an archive states is not believed.
    static byte[]? Unpack(ZipArchiveEntry entry, int bytesMax, ref long unpacked)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            unpacked += read; // also of what is given up: it costs as much
            bytes.Write(buffer, 0, read);
            if (bytes.Length > bytesMax)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }

    static bool IsRule(string name)
        => !name.StartsWith('.') && (name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase));
}
