using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Chooses the bundles of one release among files of several: by their names where these say, which costs nothing, and by
/// looking into the others only as far as they could still matter.
/// </summary>
static class BundleChoice
{
    /// <summary>Takes a single file.</summary>
    public static FoundBundles OfOne(
        BundleCandidate candidate, BundleVersion? wanted, IProgress<WorkProgress>? progress, ReadLimits limits, DiagnosticLog log)
    {
        using var archives = new ArchiveShelf(limits);
        if (Read(candidate, archives, progress, new WorkProgress("", 0, 1), limits, log) is not { } bundle)
        {
            return FoundBundles.None(log);
        }

        if (wanted is { } version)
        {
            var own = candidate.Name.Version ?? VersionOf(StixReader.Identify(bundle).Version);
            if (own is { } other && !other.IsSameAs(version))
            {
                log.Error("FILE004", SourceLocation.Whole, $"the bundle is of version {other}, not {version}");
                return FoundBundles.None(log);
            }
        }

        return new FoundBundles(wanted?.Text, [bundle], log.ToList());
    }

    /// <summary>Takes of many one version, one bundle per domain.</summary>
    public static FoundBundles Of(
        List<BundleCandidate> candidates, BundleVersion? wanted, IProgress<WorkProgress>? progress, ReadLimits limits, DiagnosticLog log)
    {
        List<KnownBundle> known = [.. candidates.Where(static c => c.Name.Version is not null).Select(static c => new KnownBundle(c, c.Name.Domain, c.Name.Version, Bundle: null))];
        using var archives = new ArchiveShelf(limits);
        LookInto(candidates, archives, known, wanted, progress, limits, log);

        BundleVersion[] versions = [.. known.Select(static k => k.Version).OfType<BundleVersion>().DistinctBy(static v => (v.Major, v.Minor, v.Patch)).OrderDescending()];
        if (wanted is { } version && versions.Length > 0 && !versions.Any(v => v.IsSameAs(version)))
        {
            log.Error("FILE004", SourceLocation.Whole, $"version {version} is not there", advice: $"there is {string.Join(", ", versions)}");
            return FoundBundles.None(log);
        }

        BundleVersion? chosen = wanted ?? (versions.Length > 0 ? versions[0] : null);
        if (wanted is null && versions.Length > 1)
        {
            log.Note("FILE003", SourceLocation.Whole, $"several versions ({string.Join(", ", versions)}); the newest, {versions[0]}, was taken", advice: "choose one with a version");
        }

        var taken = OnePerDomain(known, chosen, versions.Length > 0, log);
        List<StixBundle> bundles = [];
        long bytes = 0;
        foreach (var one in taken)
        {
            if ((one.Bundle ?? Read(one.Candidate, archives, progress, new WorkProgress("", bundles.Count, taken.Count), limits, log)) is not { } bundle)
            {
                return FoundBundles.None(log);
            }

            bytes += bundle.Utf8.Length;
            if (bytes > limits.JsonBytesMax)
            {
                log.Error("FILE005", SourceLocation.Whole, $"the bundles of one release are larger than {limits.JsonBytesMax} bytes together");
                return FoundBundles.None(log);
            }

            bundles.Add(bundle);
        }

        return new FoundBundles(chosen?.Text, bundles, log.ToList());
    }

    // A name without a version may still be the wanted one, or newer than all that have one: those of a domain are read. Other
    // names are read only where no name says anything.
    static void LookInto(
        List<BundleCandidate> candidates, ArchiveShelf archives, List<KnownBundle> known, BundleVersion? wanted,
        IProgress<WorkProgress>? progress, ReadLimits limits, DiagnosticLog log)
    {
        var had = wanted is { } version
            ? known.Where(k => k.Version is { } own && own.IsSameAs(version)).Select(static k => k.Domain).ToHashSet(StringComparer.Ordinal)
            : [];
        var namesSpeak = candidates.Exists(static c => c.Name.Domain is not null);
        long bytes = 0;
        foreach (var candidate in candidates.Where(c => c.Name.Version is null && !had.Contains(c.Name.Domain)))
        {
            var looks = candidate.LooksLikeBundle(archives);
            if (looks == false)
            {
                log.AddRange([new Diagnostic("FILE002", Severity.Note, candidate.Document, SourceLocation.Whole, "this is not a STIX bundle; it was left out")]);
                continue;
            }

            if (namesSpeak && candidate.Name.Domain is null)
            {
                log.AddRange([new Diagnostic("FILE009", Severity.Note, candidate.Document, SourceLocation.Whole, "the name is not a bundle's, as others here are; it was not looked into", Advice: "name the file itself to read it")]);
                continue;
            }

            if (Read(candidate, archives, progress, new WorkProgress("", 0, 0), limits, log) is not { } bundle)
            {
                continue;
            }

            bytes += bundle.Utf8.Length;
            if (bytes > limits.JsonBytesMax)
            {
                log.Error("FILE005", SourceLocation.Whole, $"the files that had to be looked into are larger than {limits.JsonBytesMax} bytes together", advice: "name the file, or put the version into the names");
                return;
            }

            var identity = StixReader.Identify(bundle);
            known.Add(new KnownBundle(candidate, identity.Domain ?? candidate.Name.Domain, VersionOf(identity.Version), bundle));
        }
    }

    static List<KnownBundle> OnePerDomain(List<KnownBundle> known, BundleVersion? chosen, bool isVersionKnown, DiagnosticLog log)
    {
        SortedDictionary<string, KnownBundle> taken = new(StringComparer.Ordinal);
        foreach (var one in known)
        {
            if (one.Version is not { } version)
            {
                if (isVersionKnown)
                {
                    log.AddRange([new Diagnostic("FILE010", Severity.Warning, one.Candidate.Document, SourceLocation.Whole, "the bundle does not say its version, and others here do; it was left out", Advice: "put the version into its name: enterprise-attack-18.1.json")]);
                    continue;
                }
            }
            else if (chosen is not { } wanted || !version.IsSameAs(wanted))
            {
                continue;
            }

            if (!taken.TryAdd(one.Domain ?? one.Candidate.Document, one))
            {
                log.AddRange([new Diagnostic("FILE011", Severity.Note, one.Candidate.Document, SourceLocation.Whole, $"{taken[one.Domain ?? one.Candidate.Document].Candidate.Document} is the same domain and version; this one was left out")]);
            }
        }

        return [.. taken.Values];
    }

    static StixBundle? Read(BundleCandidate candidate, ArchiveShelf archives, IProgress<WorkProgress>? progress, WorkProgress place, ReadLimits limits, DiagnosticLog log)
    {
        progress?.Report(place with { Stage = $"Reading {candidate.Document}" });
        switch (candidate.Read(archives, limits))
        {
            case BoundedBytes.Whole { Bytes.Length: 0 }:
                log.AddRange([new Diagnostic("FILE012", Severity.Error, candidate.Document, SourceLocation.Whole, "the file is empty")]);
                return null;
            case BoundedBytes.Whole whole:
                return new StixBundle(candidate.Document, whole.Bytes);
            case BoundedBytes.Refused refused:
                log.AddRange([new Diagnostic(refused.Code, Severity.Error, candidate.Document, SourceLocation.Whole, $"the file {refused.Why}; nothing of it was read")]);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    static BundleVersion? VersionOf(string? version) => BundleVersion.TryParse(version, out var parsed) ? parsed : null;

    sealed record KnownBundle(BundleCandidate Candidate, string? Domain, BundleVersion? Version, StixBundle? Bundle);
}
