using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Pins a release of the store (or the built-in one) and carries the journal's evidence over to it: docs/adr/0006-moving-evidence.md.
    /// Whole or not at all, also when the machine stops in between. Without a value the diagnostics say why.
    /// </summary>
    /// <param name="version">A version of <see cref="ListReleases"/>, or <see cref="BuiltInReleaseName"/>.</param>
    /// <param name="record">False to say only what would move.</param>
    /// <param name="progress">Told what is read.</param>
    /// <param name="cancellationToken">Leaves pin and journal as they were.</param>
    public Parsed<EvidencePassage> UseRelease(string version, bool record, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (record)
        {
            RequireWriter();
        }

        var pin = Store.Find(version)?.Version ?? (IsBuiltIn(version) ? BuiltInReleaseName : null);
        if (pin is null)
        {
            return new Parsed<EvidencePassage>(Value: null, [NotHere(version)]);
        }

        var (inForce, asleep) = (EvidenceInForce(), EvidenceAsleep());
        if (inForce.Count == 0 && asleep.Count == 0)
        {
            if (record)
            {
                Pin(pin);
            }

            return new Parsed<EvidencePassage>(new EvidencePassage { To = VersionOf(pin), Moves = [], Asleep = 0 }, []);
        }

        var read = LoadForPassage(pin, progress);
        if (read.Value is not { } to)
        {
            return new Parsed<EvidencePassage>(Value: null, read.Diagnostics);
        }

        List<Diagnostic> diagnostics = [];
        var passages = PassagesTo(to, inForce.Concat(asleep), progress, diagnostics, cancellationToken);
        var passage = EvidencePassage.Of(new EvidencePassageInput(inForce, asleep, FindJournal()?.Origins() ?? NoOrigins, passages, to));
        cancellationToken.ThrowIfCancellationRequested();
        if (record)
        {
            progress?.Report(new WorkProgress("Recording", 0, passage.Moves.Count));
            Record(passage, pin, cancellationToken);
        }

        return new Parsed<EvidencePassage>(passage, diagnostics);
    }

    static readonly IReadOnlyDictionary<string, IReadOnlyList<EvidenceOrigin>> NoOrigins = new Dictionary<string, IReadOnlyList<EvidenceOrigin>>(StringComparer.Ordinal);

    static string VersionOf(string pin) => IsBuiltIn(pin) ? BuiltInRelease.Version : pin;

    /// <summary>The ways from every release that statements were made against; one that cannot be loaded is gone by ids alone, which is said.</summary>
    Dictionary<string, ReleasePassage> PassagesTo(
        AttackRelease to, IEnumerable<Evidence> statements, IProgress<WorkProgress>? progress, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var passages = new Dictionary<string, ReleasePassage>(StringComparer.Ordinal);
        foreach (var version in statements.Select(static s => s.Release).Where(v => !string.Equals(v, to.Version, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (LoadForPassage(version, progress).Value is { } from)
            {
                passages.Add(version, new ReleasePassage(from, to));
            }
            else
            {
                diagnostics.Add(new Diagnostic(
                    "WORK005", Severity.Warning, Folder, SourceLocation.Whole,
                    $"evidence was made against ATT&CK {version}, which is not in this workspace; it was carried over by its ids alone",
                    Advice: $"merlon release fetch {version}, then use the release again"));
            }
        }

        return passages;
    }

    /// <summary>
    /// Pin and journal in one step: the file first says which change is under way, the journal's commit decides, and the file then says
    /// that it is done. Whoever reads in between asks the journal (<see cref="PinnedRelease"/>).
    /// </summary>
    void Record(EvidencePassage passage, string pin, CancellationToken cancellationToken)
    {
        var journal = JournalForWriting();
        var sequence = journal.LastPassage() + 1;
        var before = PinnedRelease();
        Keep(WorkspaceFile.Read(Folder) with { PinnedRelease = before, MovingTo = pin, Passage = sequence });
        var isDecided = false;
        try
        {
            isDecided = journal.Pass(passage, sequence, pin, clock.GetUtcNow(), cancellationToken);
        }
        finally
        {
            if (!isDecided)
            {
                Pin(before);
            }
        }

        if (!isDecided)
        {
            throw new WorkspaceLockedException($"the journal of {Folder} was changed by another process meanwhile; try again");
        }

        Pin(pin);
    }

    void Pin(string? pin)
    {
        Keep(WorkspaceFile.Read(Folder) with { PinnedRelease = pin, MovingTo = null, Passage = 0 });
        isKept = true;
    }

    /// <summary>The release in use; the journal decides where a change of it was interrupted.</summary>
    string? PinnedRelease()
    {
        var file = WorkspaceFile.Read(Folder);
        return file.MovingTo is { } moving && (FindJournal()?.LastPassage() ?? 0) >= file.Passage ? moving : file.PinnedRelease;
    }

    Diagnostic NotHere(string version)
    {
        var there = string.Join(", ", ListReleases().Select(static r => r.IsBuiltIn ? $"{r.Version} ({BuiltInReleaseName})" : r.Version));
        return new Diagnostic(
            "WORK002", Severity.Error, Folder, SourceLocation.Whole, $"ATT&CK {version} is not in this workspace",
            Advice: $"there is {there}; merlon release add adds one");
    }
}
