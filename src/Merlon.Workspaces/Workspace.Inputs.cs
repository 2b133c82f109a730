using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Visibility;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>Reads everything that an assessment is judged from; null, and why among the diagnostics, when it cannot be judged.</summary>
    AssessmentInputs? ReadInputs(AssessRequest request, IProgress<WorkProgress>? progress, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var inputs = ReadAllInputs(request, progress, diagnostics, cancellationToken);
        Name(diagnostics);
        return inputs;
    }

    AssessmentInputs? ReadAllInputs(AssessRequest request, IProgress<WorkProgress>? progress, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var limits = ReadLimits.Default;
        var paths = OrganisationPaths.Of(request.OrganisationPath);
        RuleSources.RequireAll(request.RulePaths);

        progress?.Report(new WorkProgress("Reading ATT&CK", 0, 0));
        var release = request.ReleasePath is { } path
            ? ReleaseFiles.Load(path, request.ReleaseVersion, progress, limits)
            : request.PublishedOnly ? LoadPublishedRelease(request.ReleaseVersion, progress) : LoadRelease(request.ReleaseVersion, progress);
        diagnostics.AddRange(release.Diagnostics);
        if (release.Value is null)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        OrganisationContext context = new(release.Value, GroupSectors.OpenBuiltIn(), LoadControls(paths, diagnostics), LogSourceCatalogue.OpenBuiltIn());
        var asOf = request.AsOf ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        List<InputFile> files = [];
        if (ReadOrganisation(paths, context, asOf, limits, files, diagnostics) is not { } read
            || (request.Record && !IsOwnJournal(read.Organisation, paths, diagnostics)))
        {
            return null;
        }

        var known = MaturityDocuments.Import(DettectDocuments.Import(read.Organisation, paths, context, limits, diagnostics), paths, limits, asOf, diagnostics);
        context = context with { Sight = LookThrough(known, paths, asOf, diagnostics, progress, cancellationToken) };
        var organisation = MeasuredLogSources.Over(known, context);
        var rules = RuleSources.Of(organisation, paths, request.RulePaths, limits).Read(progress, limits, cancellationToken);
        diagnostics.AddRange(rules.Diagnostics);
        files.AddRange(rules.Files);
        files.AddRange(NamedInputs(known, paths, read.Text, limits));
        files.AddRange(context.Sight.Telemetry.Select(InputOf));
        files.AddRange(PublishedInputs(request, release.Value.Version));
        return new AssessmentInputs
        {
            Paths = paths,
            Context = context,
            Organisation = organisation,
            OrganisationText = read.Text,
            Rules = ReplayEvidence.Mark(rules.Rules, EvidenceInForce()),
            AsOf = asOf,
            Files = files,
            Recorded = [.. EvidenceInForce().Where(static e => e.Kind == EvidenceKind.Inventory && e.Source.StartsWith(InventoryEvidence.RecordedPrefix, StringComparison.Ordinal))],
        };
    }

    /// <summary>The bundles of a stored release, and the own knowledge that lies over it; the built-in release is part of Merlon's version.</summary>
    IEnumerable<InputFile> PublishedInputs(AssessRequest request, string version)
    {
        if (request.ReleasePath is not null)
        {
            return [];
        }

        var wanted = request.ReleaseVersion ?? PinnedRelease() ?? BuiltInReleaseName;
        var bundles = Store.Find(wanted)?.Bundles.Select(bundle => new InputFile(InputRole.Release, $"attack/{version}/{bundle.Domain}", bundle.Sha256, bundle.Bytes)) ?? [];
        var own = !isPublishedOnly && !request.PublishedOnly && IsInUse(request.ReleaseVersion) && Own.Latest() is { } latest
            ? (InputFile[])[new InputFile(InputRole.OwnKnowledge, "own", latest.Sha256, Bytes: 0)] : [];
        return [.. bundles, .. own];
    }

    /// <summary>Logs as an input, by what the organisation calls them; the hash is of what was found in them.</summary>
    static InputFile InputOf(TelemetryInventory telemetry)
    {
        using var bytes = new MemoryStream();
        InventoryFile.Write(telemetry.Inventory, origin: "", bytes);
        return InputFile.Of(InputRole.Telemetry, telemetry.Place[(telemetry.Place.IndexOf(' ', StringComparison.Ordinal) + 1)..], bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Files that the organisation names beside its rules, and mappings that the workspace keeps; one that cannot be read is no input.</summary>
    List<InputFile> NamedInputs(Organisation organisation, OrganisationPaths paths, ReadOnlyMemory<byte> text, ReadLimits limits)
    {
        var named = OrganisationFile.MappingsIn(text, paths.Document, limits).Select(static m => (InputRole.Mapping, m.Path))
            .Concat(organisation.DettectReferences.Select(static r => (InputRole.Other, r.Path)))
            .Concat(organisation.MaturityReferences.Select(static r => (InputRole.Other, r.Path)));
        List<InputFile> files = [.. ListMappings().Select(static m => new InputFile(InputRole.Mapping, $"mappings/{m.Path}", m.Hash, Bytes: 0))];
        foreach (var (role, path) in named)
        {
            var full = Path.Combine(paths.Folder, path);
            if (File.Exists(full) && BoundedBytes.OfPlainFile(full, Journal.DocumentBytesMax) is BoundedBytes.Whole { Bytes: var bytes })
            {
                files.Add(InputFile.Of(role, path.Replace('\\', '/'), bytes.Span));
            }
        }

        return files;
    }

    static (Organisation Organisation, ReadOnlyMemory<byte> Text)? ReadOrganisation(
        OrganisationPaths paths, OrganisationContext context, DateOnly asOf, ReadLimits limits, List<InputFile> files, List<Diagnostic> diagnostics)
    {
        if (BoundedBytes.OfPlainFile(paths.FullPath, limits.YamlBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
        {
            diagnostics.Add(new Diagnostic("FILE005", Severity.Error, paths.Shown, SourceLocation.Whole, $"the file is larger than {limits.YamlBytesMax} bytes; nothing of it was read"));
            return null;
        }

        var read = OrganisationFile.Read(bytes, paths.Document, context, limits, asOf);
        diagnostics.AddRange(read.Diagnostics.Select(d => string.Equals(d.Document, paths.Document, StringComparison.Ordinal) ? d with { Document = paths.Shown } : d));
        files.Add(InputFile.Of(InputRole.Organisation, paths.Document, bytes.Span));
        return read.Value is { } organisation ? (organisation, bytes) : null;
    }

    bool IsOwnJournal(Organisation organisation, OrganisationPaths paths, List<Diagnostic> diagnostics)
    {
        if (JournalForWriting().FindOwner() is not { } owner || owner.IsSameAs(OwnerOf(organisation, paths)))
        {
            return true;
        }

        diagnostics.Add(new Diagnostic(
            "WORK001", Severity.Error, paths.Shown, SourceLocation.Whole,
            $"the journal in {Folder} belongs to {owner.Name}; {organisation.Name} was not recorded or judged with it",
            Advice: "use --workspace DIR for another workspace, or --dry-run to judge without recording"));
        return false;
    }
}

/// <summary>Everything that one assessment is judged from, as it was read: a step that needs another file reads it here and names it among <see cref="Files"/>.</summary>
sealed record AssessmentInputs
{
    /// <summary>Where the organisation's files are.</summary>
    public required OrganisationPaths Paths { get; init; }

    /// <summary>What references are resolved against.</summary>
    public required OrganisationContext Context { get; init; }

    /// <summary>Who is assessed, references resolved.</summary>
    public required Organisation Organisation { get; init; }

    /// <summary>The bytes of its file.</summary>
    public required ReadOnlyMemory<byte> OrganisationText { get; init; }

    /// <summary>Rules, deployed and available, with what replays say of them.</summary>
    public required IReadOnlyList<UsedRule> Rules { get; init; }

    /// <summary>The day that is judged.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>What inventories of logs recorded in the journal: an assessment speaks for it too, and restates it.</summary>
    public required IReadOnlyList<Evidence> Recorded { get; init; }

    /// <summary>Of it what is of the release that is judged against.</summary>
    public IEnumerable<Evidence> RecordedHere => Recorded.Where(e => string.Equals(e.Release, Context.Release.Version, StringComparison.Ordinal));

    /// <summary>Every file that was read, with its hash: what a sign-off names and a later look compares.</summary>
    public required IReadOnlyList<InputFile> Files { get; init; }
}
