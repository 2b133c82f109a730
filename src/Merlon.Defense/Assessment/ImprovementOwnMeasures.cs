namespace Merlon.Assessment;

/// <summary>Measures beyond those that a release and rules offer: controls of frameworks that were asked for, and the organisation's own.</summary>
sealed class ImprovementOwnMeasures
{
    readonly AssessmentInput input;
    readonly CoverageFold fold;
    readonly PlanField field;
    readonly ImprovementProspects prospects;
    readonly Organisation bare;
    readonly HashSet<string> owned;
    readonly Lazy<ImprovementSight> sight;

    public ImprovementOwnMeasures(AssessmentInput input, CoverageFold fold, PlanField field, ImprovementProspects prospects)
    {
        this.input = input;
        this.fold = fold;
        this.field = field;
        this.prospects = prospects;
        bare = ImprovementProspects.Bare(input.Organisation);
        owned = input.Organisation.Planning.Owned.ToHashSet(StringComparer.OrdinalIgnoreCase);
        sight = new(() => new(input, fold, field));
    }

    /// <summary>Each control of each framework that was asked for, raised to significant.</summary>
    public IEnumerable<PlanCandidate> Controls()
    {
        foreach (var word in input.Organisation.Planning.Frameworks.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!input.Context.Controls.TryFindFramework(word, out var framework))
            {
                throw new InvalidDataException($"there is no framework {word}; there are {string.Join(", ", input.Context.Controls.Frameworks.Select(static one => one.Id))}");
            }

            var inPlace = input.Organisation.Controls.Where(control => control.Scopes.Count == 0 && control.Degree == Degree.Significant)
                .Select(static control => $"{control.FrameworkId} {control.ControlId}").ToHashSet(StringComparer.Ordinal);
            string[] missing = [.. framework.Controls.Where(control => !inPlace.Contains($"{framework.Id} {control}"))];
            var statements = StatementsOf([], [.. missing.Select(control => new ProvidedControl(framework.Id, control, Degree.Significant))])
                .ToLookup(ControlOf, StringComparer.Ordinal);
            foreach (var control in missing)
            {
                var cost = input.Organisation.Costs.Measures.GetValueOrDefault("control") ?? CostTable.Default.Measures["control"];
                yield return Candidate(
                    $"control:{framework.Id}:{control}", MeasureKind.Control, $"Put {control} of {framework.Name} in place", cost,
                    input.Organisation.Costs.SetByOrganisation.Contains("control"), fold.ChangesOf(statements[$"{framework.Id}:{control}"]), "");
            }
        }
    }

    /// <summary><c>control:hipaa:164.312(a)(1)&gt;AC-2, AC-3</c> → <c>hipaa:164.312(a)(1)</c>.</summary>
    static string ControlOf(Evidence statement)
    {
        var source = statement.Source;
        var (begin, end) = (source.IndexOf(':', StringComparison.Ordinal) + 1, source.IndexOf('>', StringComparison.Ordinal));
        return end < 0 ? source[begin..] : source[begin..end];
    }

    /// <summary>The organisation's own measures, whether they change anything by themselves or not.</summary>
    public IEnumerable<PlanCandidate> Measures()
    {
        foreach (var own in input.Organisation.Measures)
        {
            var changes = fold.ChangesOf(StatementsOf(own.Mitigations, own.Controls)).ToList();
            foreach (var kind in own.LogSources)
            {
                changes.AddRange(fold.ChangesOf(prospects.DormantFedBy(kind).Select(static one => one.Statement)));
                changes.AddRange(sight.Value.RisesOf(ImprovementProspects.Everywhere(kind, bare), $"log-source:{kind.Id}"));
            }

            var candidate = Candidate($"own:{own.Id}", own.Kind, own.Title, own.Cost, isOwn: true, changes, "");
            yield return candidate with
            {
                Measure = candidate.Measure with
                {
                    Requires = [.. own.Requires.Select(static id => (IReadOnlyList<string>)[id])],
                    Excludes = own.Excludes,
                    Owner = own.Owner,
                    IsOwned = own.IsOwned,
                },
            };
        }
    }

    /// <summary>True for what changes nothing by itself but is needed by another measure, or a must.</summary>
    public bool IsNamed(Measure measure, IReadOnlyList<PlanCandidate> all)
        => input.Organisation.Planning.Must.Any(id => IsMeant(id, measure))
            || all.Any(other => other.Measure.Requires.Any(options => options.Any(id => IsMeant(id, measure))));

    /// <summary>With its costs summed up; what is owned costs nothing.</summary>
    public Measure Priced(Measure measure)
    {
        var isOwned = measure.IsOwned || owned.Any(id => IsMeant(id, measure));
        var (rates, aim) = (input.Organisation.Costs.Rates, input.Organisation.Planning);
        return isOwned
            ? measure with { IsOwned = true, TotalCost = 0, YearlyCost = 0, PresentCost = 0 }
            : measure with
            {
                TotalCost = measure.Cost.Once(rates),
                YearlyCost = measure.Cost.Yearly(rates),
                PresentCost = measure.Cost.Over(aim.HorizonYears, aim.DiscountRate, rates),
            };
    }

    static bool IsMeant(string id, Measure measure)
        => string.Equals(id, measure.Id, StringComparison.OrdinalIgnoreCase)
            || string.Equals(id, measure.Id[(measure.Id.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase);

    IEnumerable<Evidence> StatementsOf(IReadOnlyList<ProvidedMitigation> mitigations, IReadOnlyList<ProvidedControl> controls)
    {
        if (mitigations.Count == 0 && controls.Count == 0)
        {
            return [];
        }

        var supposed = bare with
        {
            Mitigations = [.. mitigations.Select(static one => new DeclaredMitigation(one.Mitigation, one.Degree, [], Since: null, "", default))],
            Controls = [.. controls.Select(static one => new DeclaredControl(one.FrameworkId, one.ControlId, one.Degree, [], Since: null, "", default))],
        };
        return CollectedEvidence.Of(supposed, [], input.Context, input.AsOf).Evidence
            .Where(static statement => statement.Kind is EvidenceKind.Mitigation or EvidenceKind.Control);
    }

    PlanCandidate Candidate(string id, MeasureKind kind, string title, MeasureCost cost, bool isOwn, IEnumerable<CellChange> changes, string remark)
    {
        var byCell = changes.Where(change => field.WeightOf(change.Unit) > 0)
            .GroupBy(static change => (change.Unit, change.Scope))
            .Select(static cell => (cell.Key.Unit, new PlanChange(cell.Key.Scope, [.. cell.SelectMany(static change => change.Claims)], IsTest: false)));
        var measure = new Measure { Id = id, Kind = kind, Title = title, Cost = cost, TotalCost = 0, IsCostOwn = isOwn, Effects = [] };
        return new(measure, [.. byCell], remark);
    }
}
