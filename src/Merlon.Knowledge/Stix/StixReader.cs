using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// Reads ATT&amp;CK from STIX 2.0 and 2.1 bundles in one pass over the bytes; texts stay in the bytes until asked for.
/// Never throws for content: every object or reference that could not be taken is counted and shown (<c>STIX0nn</c>).
/// </summary>
public static class StixReader
{
    /// <summary>Most bundles of one release: one per domain, of which ATT&amp;CK has three.</summary>
    public const int BundlesMax = 64;

    /// <summary>
    /// Builds one release of one or several bundles, one per domain. All or nothing: a bundle that cannot be read, bundles of
    /// several versions and two bundles of one domain are errors, and then there is no release. Objects that stand in
    /// several bundles are one object (newest <c>modified</c> wins); dangling references, duplicate ids, cycles in
    /// <c>revoked-by</c> and <c>subtechnique-of</c>, unknown types and fields of the wrong type give warnings or notes.
    /// </summary>
    /// <param name="bundles">At least one bundle; the release keeps their bytes.</param>
    /// <param name="version">
    /// The version to use, or null to find it: from the collection object, else from the file name
    /// (<c>enterprise-attack-18.1.json</c>), else an error asks for it.
    /// </param>
    /// <param name="limits">Bounds on size, depth and diagnostics.</param>
    public static Parsed<AttackRelease> Read(IReadOnlyList<StixBundle> bundles, string? version, ReadLimits limits)
        => Read(bundles, version, limits, isSlow: false);

    /// <summary>As <see cref="Read(IReadOnlyList{StixBundle}, string?, ReadLimits)"/>; tests force the slow twin.</summary>
    internal static Parsed<AttackRelease> Read(IReadOnlyList<StixBundle> bundles, string? version, ReadLimits limits, bool isSlow)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bundles.Count, nameof(bundles));
        if (bundles.Count > BundlesMax)
        {
            var log = new DiagnosticLog(bundles[BundlesMax].Document, limits);
            log.Error("STIX010", SourceLocation.Whole, $"one release is made of at most {BundlesMax} bundles, and here are {bundles.Count}");
            return new Parsed<AttackRelease>(null, log.ToList());
        }

        var bytes = 0L;
        foreach (var bundle in bundles)
        {
            bytes += bundle.Utf8.Length;
        }

        var strings = new StixStrings(bytes);
        var assembly = new ReleaseAssembly(version);
        foreach (var bundle in bundles)
        {
            assembly.Add(Scan(bundle, strings, limits, isSlow));
        }

        return assembly.Build();
    }

    /// <summary>Looks at a bundle's head only: its domain and version where they can be told (from the collection object or the name).</summary>
    public static BundleIdentity Identify(StixBundle bundle) => BundleHead.Identify(bundle);

    /// <summary>Reads the objects of a bundle that is laid over a release; it need not say whose version or domain it is.</summary>
    internal static BundleContents ScanOwn(StixBundle bundle, ReadLimits limits)
        => Scan(bundle, new StixStrings(bundle.Utf8.Length), limits, isSlow: true, isOwn: true);

    static BundleContents Scan(StixBundle bundle, StixStrings strings, ReadLimits limits, bool isSlow, bool isOwn = false)
    {
        var log = new DiagnosticLog(bundle.Document, limits);
        var json = bundle.Utf8.Span.StartsWith("\uFEFF"u8) ? bundle.Utf8[3..] : bundle.Utf8;
        if (bundle.Utf8.Length > limits.JsonBytesMax)
        {
            log.Error("STIX003", SourceLocation.Whole, $"the bundle has {bundle.Utf8.Length} bytes, more than the {limits.JsonBytesMax} that are read");
        }
        else if (IsUtf16(json.Span))
        {
            log.Error("STIX002", SourceLocation.Whole, "the file is in UTF-16 or UTF-32, and JSON is UTF-8", advice: "convert it to UTF-8");
        }
        else if (FileSignature.KindOf(json.Span) is { } kind)
        {
            log.Error("STIX004", SourceLocation.Whole, $"the file is {kind}, not JSON", advice: "give a bundle of ATT&CK such as enterprise-attack-18.1.json");
        }
        else if (IsBlank(json.Span))
        {
            log.Error("STIX001", SourceLocation.Whole, "the file is empty", advice: "fetch it again");
        }
        else
        {
            var contents = (isSlow ? null : FastBundleScanner.Scan(bundle.Document, json, strings, limits))
                ?? new BundleScanner(bundle.Document, json, strings, limits) { IsOwn = isOwn }.Scan();
            WarnOfBrokenUtf8(json.Span, contents.Log);
            return contents;
        }

        return new BundleContents(bundle.Document, log);
    }

    static bool IsBlank(ReadOnlySpan<byte> json)
    {
        foreach (var value in json)
        {
            if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>JSON begins with an ASCII character, so a zero byte among the first two, or the marks FF FE and FE FF, are another encoding.</summary>
    static bool IsUtf16(ReadOnlySpan<byte> json)
        => json.Length >= 2 && (json is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || json[0] == 0 || json[1] == 0);

    static void WarnOfBrokenUtf8(ReadOnlySpan<byte> json, DiagnosticLog log)
    {
        if (log.HasErrors || Utf8.IsValid(json))
        {
            return;
        }

        var place = 0;
        var rest = json;
        while (Rune.DecodeFromUtf8(rest, out _, out var read) == OperationStatus.Done)
        {
            place += read;
            rest = rest[read..];
        }

        log.Warn("STIX012", SourceLocation.Whole, $"the byte at offset {place} is not UTF-8; such bytes are shown as U+FFFD", advice: "fetch the file again");
    }
}

/// <summary>The bytes of one bundle, already decompressed.</summary>
/// <param name="Document">Name for diagnostics: a path or <c>archive.zip!entry.json</c>.</param>
/// <param name="Utf8">The bytes.</param>
public sealed record StixBundle(string Document, ReadOnlyMemory<byte> Utf8);

/// <summary>What a bundle says of itself.</summary>
/// <param name="Domain">Such as <c>enterprise-attack</c>, or null where it cannot be told.</param>
/// <param name="Version">Such as <c>18.1</c>, or null where it cannot be told.</param>
public readonly record struct BundleIdentity(string? Domain, string? Version);
