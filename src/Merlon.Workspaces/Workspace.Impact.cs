using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Says what a change of release means for this workspace: the journal's evidence, its organisation with rules, controls and threat
    /// profile, and whatever else the request names. Reads only. Without a value the diagnostics say why.
    /// </summary>
    /// <exception cref="FileNotFoundException">A path of the request does not exist.</exception>
    public Task<Parsed<ReleaseImpact>> AssessImpactAsync(ImpactRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        => Task.Run(() => AssessImpact(request, progress, cancellationToken), cancellationToken);

    /// <summary>A release by what a user calls it: a path of bundles, else a version of the store or the built-in one; own knowledge laid over it.</summary>
    Parsed<AttackRelease> LoadNamed(string pathOrVersion, IProgress<WorkProgress>? progress)
        => File.Exists(pathOrVersion) || Directory.Exists(pathOrVersion)
            ? ForPassage(ReleaseFiles.Load(pathOrVersion, version: null, progress, ReadLimits.Default))
            : LoadForPassage(pathOrVersion, progress);

    Parsed<ReleaseImpact> AssessImpact(ImpactRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new WorkProgress("Reading ATT&CK", 0, 2));
        var (from, to) = (LoadNamed(request.Old, progress), LoadNamed(request.New, progress));
        List<Diagnostic> diagnostics = [.. from.Diagnostics, .. to.Diagnostics];
        if (from.Value is not { } old || to.Value is not { } now)
        {
            return new Parsed<ReleaseImpact>(Value: null, diagnostics);
        }

        cancellationToken.ThrowIfCancellationRequested();
        OrganisationContext context = new(old, GroupSectors.OpenBuiltIn(), LoadControls(organisation: null, diagnostics), LogSourceCatalogue.OpenBuiltIn());
        var files = new ImpactFiles(old, context.Controls, ReadLimits.Default);
        List<UsedReference> references = [.. UsedReferences.OfEvidence(EvidenceInForce())];
        if (OwnOrganisation() is { } own)
        {
            files.Add(own, progress, cancellationToken);
            references.AddRange(ProfileOf(own, context));
        }

        if (LoadOwn().Value is { } collection)
        {
            var document = Path.Combine(Folder, "own").Replace('\\', '/');
            references.AddRange(JsonReferences.Read(OwnBundle.Of(collection), document, ReadLimits.Default).References);
            references.AddRange(collection.Entries.Where(static e => e.Base is not null)
                .Select(e => new UsedReference(ImpactArea.Extension, document, new SourceLocation(0, 0, e.StixId), ReferenceKind.StixObject, e.StixId, "changed object")));
        }

        foreach (var path in request.Paths)
        {
            files.Add(path, progress, cancellationToken);
        }

        progress?.Report(new WorkProgress("Following references", 0, files.References.Count));
        var impact = ReleaseImpact.Of(
            new ReleasePassage(old, now), [.. references.Concat(files.References).Select(one => one with { Document = Named(one.Document) })], [.. files.Files.Select(one => one with { Document = Named(one.Document) })]);
        return new Parsed<ReleaseImpact>(impact, [.. diagnostics.Concat(files.Diagnostics).Select(Named)]);
    }

    /// <summary>The organisation file of the journal, as a path from the current folder where it lies below; null when it is not there.</summary>
    string? OwnOrganisation()
    {
        if (FindJournal()?.FindOwner() is not { } owner)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(Folder, owner.Document));
        if (!File.Exists(path))
        {
            return null;
        }

        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>Techniques that matter to the organisation in the old release.</summary>
    IEnumerable<UsedReference> ProfileOf(string path, OrganisationContext context)
    {
        if (BoundedBytes.OfPlainFile(path, ReadLimits.Default.YamlBytesMax) is not BoundedBytes.Whole { Bytes: var bytes }
            || OrganisationFile.Read(bytes, path, context, ReadLimits.Default).Value is not { } organisation)
        {
            return [];
        }

        ThreatQuestion question = new(
            organisation.Sectors, organisation.Regions, organisation.Platforms, organisation.Domains, organisation.Groups,
            DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
        return ThreatProfile.Of(context.Release, context.Sectors, question, ThreatParameters.Default).Techniques
            .Select(t => new UsedReference(
                ImpactArea.Profile, path.Replace('\\', '/'), SourceLocation.Whole, ReferenceKind.Technique, t.Technique.Id,
                string.Create(CultureInfo.InvariantCulture, $"weight {t.Weight:0.00}")));
    }
}

/// <summary>Which change of release to look at, and for what.</summary>
/// <param name="Old">A version of the workspace, or a path of bundles.</param>
/// <param name="New">A version of the workspace, or a path of bundles.</param>
/// <param name="Paths">Organisations, folders of rules, layers, mappings beyond what the workspace knows itself.</param>
public sealed record ImpactRequest(string Old, string New, IReadOnlyList<string> Paths);
