using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>
/// Brings a collection to a release: changes are merged three ways with what the release publishes now, references of own
/// objects follow what was revoked or renamed. Nothing is overwritten: what both sides changed is a conflict, and our value stays.
/// </summary>
public static class OwnMerge
{
    /// <summary>The field of an own object that keeps what its references were before they moved.</summary>
    internal const string FormerField = "x_merlon_former_refs";

    /// <summary>Merges.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="release">The published release to come to, the collection not laid over it.</param>
    /// <param name="now">When.</param>
    public static OwnMergeResult Of(OwnCollection collection, AttackRelease release, DateTimeOffset now)
    {
        var run = new MergeRun(release, now);
        var merged = collection.Entries.Select(run.Merge).OfType<OwnEntry>().ToList();
        run.FindClashes(merged);
        var isSame = merged.Count == collection.Entries.Count
            && merged.Zip(collection.Entries).All(static pair => ReferenceEquals(pair.First, pair.Second));
        var result = isSame ? collection : collection.Changed(merged, now).WithCompanions(run.Companions);
        return new OwnMergeResult(result, release.Version, run.Steps);
    }

    sealed class MergeRun(AttackRelease release, DateTimeOffset now)
    {
        readonly Dictionary<string, ReadOnlyMemory<byte>> relationships = release.Relationships
            .Where(static r => r.StixId.Length > 0).DistinctBy(static r => r.StixId, StringComparer.Ordinal)
            .ToDictionary(static r => r.StixId, static r => r.Published.Json, StringComparer.Ordinal);

        public List<OwnMergeStep> Steps { get; } = [];

        public List<StixValue.Mapping> Companions { get; } = [];

        /// <summary>The entry as it is after the merge; null where the release now says the same.</summary>
        public OwnEntry? Merge(OwnEntry entry)
        {
            if (entry.Base is not { } basis)
            {
                var moved = Moved(entry.Fields, entry);
                return Equals(moved, entry.Fields) ? entry : entry.With(OwnCollection.Stamped(moved, VersionStep.Minor, now));
            }

            if (TheirsOf(entry.StixId) is not { } theirs)
            {
                var why = release.HasTexts ? "is not in this release; the change is kept as it is" : "cannot be compared: the built-in release has no texts";
                Step(entry, OwnMergeKind.Gone, why);
                return entry;
            }

            return MergeChange(entry, basis, Stix21.Of(theirs));
        }

        public void FindClashes(IEnumerable<OwnEntry> entries)
        {
            foreach (var entry in entries.Where(static e => !e.IsChange && e.Id.Length > 0))
            {
                if (release.TryFind(entry.Id, out var clash) && !string.Equals(clash.StixId, entry.StixId, StringComparison.Ordinal))
                {
                    Step(entry, OwnMergeKind.Clash, $"has the id that ATT&CK {release.Version} gives to {clash.Name}; give it another");
                }
            }
        }

        OwnEntry? MergeChange(OwnEntry entry, OwnBase basis, StixValue.Mapping theirs)
        {
            if (Equals(basis.Fields, theirs))
            {
                return string.Equals(basis.Release, release.Version, StringComparison.Ordinal)
                    ? entry
                    : new OwnEntry(entry.Fields, new OwnBase(release.Version, theirs), entry.Conflicts);
            }

            var merged = ThreeWayMerge.Of(basis.Fields, entry.Fields, theirs);
            var conflicts = Conflicts(entry, merged.Conflicts);
            var fields = Moved(merged.Fields, entry);
            if (conflicts.Count == 0 && SaysSame(fields, theirs))
            {
                Step(entry, OwnMergeKind.Adopted, $"ATT&CK {release.Version} says the same now; the change is no longer needed");
                return null;
            }

            Companions.AddRange(Publishers.Of(fields).Select(one => ReleaseFields.Find(release, one)).OfType<StixValue.Mapping>().Select(Stix21.Of));
            if (!Equals(fields, entry.Fields))
            {
                fields = OwnCollection.Stamped(fields, VersionStep.Minor, now);
            }

            Report(entry, merged.Conflicts, fields);
            return new OwnEntry(fields, new OwnBase(release.Version, theirs), conflicts);
        }

        void Report(OwnEntry entry, IReadOnlyList<FieldConflict> conflicts, StixValue.Mapping fields)
        {
            if (conflicts.Count > 0)
            {
                Step(entry, OwnMergeKind.Conflict, $"both changed {string.Join(", ", conflicts.Select(static c => c.Field))}; ours was kept until it is decided");
            }
            else
            {
                Step(entry, OwnMergeKind.Merged, $"was merged with ATT&CK {release.Version}");
            }

            if (fields.FlagOf("revoked") && !entry.Fields.FlagOf("revoked"))
            {
                var successor = release.TryFindStix(entry.StixId, out var dead) ? release.Lineage.SuccessorOf(dead) : null;
                Step(entry, OwnMergeKind.Revoked, successor is null ? "was revoked without a successor" : $"was revoked by {successor}; what you changed has to be said there");
            }
        }

        /// <summary>Open conflicts stay open; one about the same field gives way to the new one.</summary>
        List<OwnConflict> Conflicts(OwnEntry entry, IReadOnlyList<FieldConflict> found)
            => [.. entry.Conflicts.Where(old => !found.Any(c => string.Equals(c.Field, old.Field, StringComparison.Ordinal)))
                .Concat(found.Select(c => new OwnConflict(c.Field, release.Version, JsonOf(c.Base), JsonOf(c.Mine), JsonOf(c.Theirs))))
                .OrderBy(static c => c.Field, StringComparer.Ordinal)];

        static string JsonOf(StixValue? value) => value?.Canonical ?? "";

        StixValue.Mapping? TheirsOf(string stixId)
            => release.TryFindStix(stixId, out var found) ? ReleaseFields.Read(found.Published.Json)
                : relationships.TryGetValue(stixId, out var json) ? ReleaseFields.Read(json) : null;

        /// <summary>True when two objects differ at most in bookkeeping.</summary>
        static bool SaysSame(StixValue.Mapping left, StixValue.Mapping right)
            => Equals(Without(left), Without(right));

        static StixValue.Mapping Without(StixValue.Mapping fields)
            => new([.. fields.Entries.Where(static entry => !Bookkeeping.Holds(entry.Key) && entry.Key is not FormerField)]);

        StixValue.Mapping Moved(StixValue.Mapping fields, OwnEntry entry)
        {
            var former = new List<StixValue>();
            var isRevocation = fields.TextOf("relationship_type") is RelationshipTypes.RevokedBy;
            var moved = isRevocation ? fields : OwnReferences.Moved(fields, (field, id) => SuccessorOf(field, id, entry, former));
            moved = entry.IsChange ? moved : MovedTactics(moved, entry, former);
            if (former.Count == 0)
            {
                return fields;
            }

            IEnumerable<StixValue> kept = moved.ItemsOf(FormerField);
            return moved.With(FormerField, new StixValue.Sequence([.. kept.Concat(former).Distinct()]));
        }

        string? SuccessorOf(string field, string id, OwnEntry entry, List<StixValue> former)
        {
            if (!release.TryFindStix(id, out var found) || found.IsLive || release.Lineage.SuccessorOf(found) is not { } successor)
            {
                return null;
            }

            if (Remember(former, field, id, found.Id))
            {
                Step(entry, OwnMergeKind.Moved, $"refers to {successor} now, which replaced {found}");
            }

            return successor.StixId;
        }

        /// <summary>Phases of tactics that were renamed or split stand under every tactic that they became.</summary>
        StixValue.Mapping MovedTactics(StixValue.Mapping fields, OwnEntry entry, List<StixValue> former)
        {
            var phases = new List<StixValue>();
            foreach (var phase in fields.ItemsOf("kill_chain_phases"))
            {
                var shortname = phase is StixValue.Mapping named ? named.TextOf("phase_name") : "";
                if (phase is StixValue.Mapping mapping && shortname.Length > 0 && release.Lineage.ResolveTactic(shortname) is TacticResolution.Moved moved)
                {
                    phases.AddRange(moved.Tactics.Select(t => t.Shortname).Distinct(StringComparer.Ordinal).Select(name => mapping.With("phase_name", new StixValue.Text(name))));
                    Remember(former, "kill_chain_phases", shortname, shortname);
                    Step(entry, OwnMergeKind.Moved, $"stands under {string.Join(" and ", moved.Tactics.Select(static t => t.Name).Distinct(StringComparer.Ordinal))} now, which {shortname} became");
                }
                else
                {
                    phases.Add(phase);
                }
            }

            return former.Count == 0 || phases.Count == 0 ? fields : fields.With("kill_chain_phases", new StixValue.Sequence([.. phases.Distinct()]));
        }

        bool Remember(List<StixValue> former, string field, string reference, string id)
        {
            var entry = StixValue.Mapping.Of(
                ("field", new StixValue.Text(field)), ("ref", new StixValue.Text(reference)), ("id", new StixValue.Text(id)), ("until", new StixValue.Text(release.Version)));
            if (former.Contains(entry))
            {
                return false;
            }

            former.Add(entry);
            return true;
        }

        void Step(OwnEntry entry, OwnMergeKind kind, string message) => Steps.Add(new OwnMergeStep(entry.StixId, entry.ToString(), kind, message));
    }
}

/// <summary>What a merge gave.</summary>
/// <param name="Collection">The collection after it; the same one where nothing changed.</param>
/// <param name="Release">Version that it came to.</param>
/// <param name="Steps">What happened to whom, in the order of the entries.</param>
public sealed record OwnMergeResult(OwnCollection Collection, string Release, IReadOnlyList<OwnMergeStep> Steps);

/// <summary>What happened to an entry in a merge.</summary>
/// <param name="StixId">The entry.</param>
/// <param name="Name">Its id and name.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Message">As the end of a sentence about the entry.</param>
public sealed record OwnMergeStep(string StixId, string Name, OwnMergeKind Kind, string Message);

/// <summary>What can happen to an entry in a merge.</summary>
public enum OwnMergeKind
{
    /// <summary>Both sides' changes went together.</summary>
    Merged,

    /// <summary>Both changed the same; ours stays until somebody decides.</summary>
    Conflict,

    /// <summary>The release says now what we had changed; the change is gone.</summary>
    Adopted,

    /// <summary>The release does not have the object; the change is kept.</summary>
    Gone,

    /// <summary>The release revoked the object that we changed.</summary>
    Revoked,

    /// <summary>A reference moved along the lineage; the old one is kept in the object.</summary>
    Moved,

    /// <summary>The release gave an own object's id to one of its own.</summary>
    Clash,
}
