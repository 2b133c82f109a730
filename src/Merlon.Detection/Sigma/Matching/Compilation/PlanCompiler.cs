using System.Collections.Frozen;
using System.Collections.Immutable;
using Merlon.Pipelines;
using Merlon.Sigma.Matching.Indexes;

namespace Merlon.Sigma.Matching.Compilation;

/// <summary>Compiles the rules of one route: names to slots, predicates to indexes, conditions to jumps.</summary>
sealed class PlanCompiler
{
    readonly LogRoute route;
    readonly PredicateTable predicates = new();
    readonly Dictionary<string, int> slots = new(StringComparer.Ordinal);
    readonly List<string> fields = [];
    readonly SelectorAnswers selectors;
    readonly Dictionary<SigmaExpression.Selection, PlanNode> selections = new(ReferenceEqualityComparer.Instance);
    LogSourceClaim? selectionsClaim;

    /// <summary>A compiler for one route.</summary>
    public PlanCompiler(LogRoute route, bool areSelectorsPlain)
    {
        this.route = route;
        selectors = new SelectorAnswers(route, areSelectorsPlain);
    }

    /// <summary>Compiles rules.</summary>
    /// <param name="number">Tells the plan from others of the same rules.</param>
    /// <param name="rules">Indexes and expressions of the rules that a claim of the route feeds, ascending, and their log sources.</param>
    public RoutePlan Compile(int number, IEnumerable<(int Index, SigmaLogSource Source, SigmaExpression Expression)> rules)
    {
        List<int> indexes = [];
        List<PlanNode> nodes = [];
        foreach (var (index, source, expression) in rules)
        {
            if (NodeOf(source, expression) is var node && node is not PlanNode.Constant { Value: false })
            {
                indexes.Add(index);
                nodes.Add(node);
            }
        }

        var keywordSlot = slots.GetValueOrDefault("", -1);
        var gate = keywordSlot < 0 || predicates.IsDeferred(keywordSlot) ? null : predicates.IndexOf(keywordSlot).MakeGate();
        return new RoutePlan(route, new FieldBinder(route.Pipeline, [.. fields]), keywordSlot, gate, nodes.Count == 0 ? null : Assemble(indexes, nodes))
        {
            RuleCount = nodes.Count,
            Number = number,
        };
    }

    PlanProgram Assemble(List<int> indexes, List<PlanNode> nodes)
    {
        var atoms = new AtomTable();
        var code = new RuleCode(atoms.AtomOf);
        var entries = new int[nodes.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = code.Add(nodes[i]);
        }

        var witnesses = new Witnesses(predicates, atoms);
        List<int> always = [];
        var byAtom = new List<int>?[atoms.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            if (witnesses.Of(nodes[i]) is not { } witness)
            {
                always.Add(i);
                continue;
            }

            foreach (var atom in witness)
            {
                (byAtom[atom] ??= []).Add(i);
            }
        }

        var witnessStarts = new int[atoms.Count + 1];
        List<int> witnessRules = [];
        for (var atom = 0; atom < byAtom.Length; atom++)
        {
            witnessRules.AddRange(byAtom[atom] ?? []);
            witnessStarts[atom + 1] = witnessRules.Count;
        }

        var gathered = new ValueIndexBuilder?[fields.Count];
        for (var slot = 0; slot < gathered.Length; slot++)
        {
            gathered[slot] = predicates.IndexOf(slot) is { IsEmpty: false } index ? index : null;
        }

        return new PlanProgram(gathered)
        {
            RuleIndexes = [.. indexes],
            Entries = entries,
            Code = code.ToArray(),
            AtomCount = atoms.Count,
            PredicateCount = predicates.Count,
            Atoms = atoms.ByPredicate(predicates.Count, out var atomStarts),
            AtomStarts = atomStarts,
            WitnessStarts = witnessStarts,
            WitnessRules = [.. witnessRules],
            AlwaysRules = [.. always],
            Deferred = [.. predicates.Deferred],
        };
    }

    // Several claims are alternatives; those that read fields alike differ in their conditions only.
    PlanNode NodeOf(SigmaLogSource source, SigmaExpression expression)
    {
        List<PlanNode> alternatives = [];
        List<(FrozenDictionary<string, string> Renames, LogSourceClaim Claim, List<PlanNode> Conditions)> alike = [];
        foreach (var claim in route.Claims)
        {
            if (!claim.Feeds(source) || selectors.IsTrue(expression, claim) == false)
            {
                continue;
            }

            List<PlanNode> conditions = [.. claim.Conditions.Select(c => NodeOf(new SigmaExpression.Match(
                new SigmaPredicate.TextMatch(c.Key, SigmaPattern.FromCanonical(c.Value), IsCased: false, default)), claim))];
            var at = alike.FindIndex(a => a.Renames == claim.Renames || a.Renames.Count + claim.Renames.Count == 0);
            if (at < 0)
            {
                at = alike.Count;
                alike.Add((claim.Renames, claim, []));
            }

            alike[at].Conditions.Add(PlanNode.AllOf(conditions));
        }

        foreach (var (_, claim, conditions) in alike)
        {
            alternatives.Add(PlanNode.AllOf([PlanNode.AnyOf(conditions), NodeOf(expression, claim)]));
        }

        return PlanNode.AnyOf(alternatives);
    }

    PlanNode NodeOf(SigmaExpression expression, LogSourceClaim claim)
        => selectors.IsTrue(expression, claim) switch
        {
            true => PlanNode.True,
            false => PlanNode.False,
            null => expression switch
            {
                SigmaExpression.AllOf all => PlanNode.AllOf(NodesOf(all.Parts, claim)),
                SigmaExpression.AnyOf any => PlanNode.AnyOf(NodesOf(any.Parts, claim)),
                SigmaExpression.Negation negation => PlanNode.NotOf(NodeOf(negation.Part, claim)),
                SigmaExpression.Selection selection => NodeOf(selection, claim),
                SigmaExpression.Match match => NodeOf(match.Predicate, claim),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
        };

    List<PlanNode> NodesOf(ImmutableArray<SigmaExpression> parts, LogSourceClaim claim)
    {
        List<PlanNode> nodes = new(parts.Length);
        foreach (var part in parts)
        {
            nodes.Add(NodeOf(part, claim));
        }

        return nodes;
    }

    // A selection that a condition names twice is compiled once.
    PlanNode NodeOf(SigmaExpression.Selection selection, LogSourceClaim claim)
    {
        if (selectionsClaim != claim)
        {
            selections.Clear();
            selectionsClaim = claim;
        }

        if (!selections.TryGetValue(selection, out var node))
        {
            selections.Add(selection, node = NodeOf(selection.Body, claim));
        }

        return node;
    }

    PlanNode NodeOf(SigmaPredicate predicate, LogSourceClaim claim)
    {
        var other = predicate is SigmaPredicate.FieldReference reference ? SlotOf(SelectorAnswers.Renamed(reference.Other, claim)) : -1;
        return predicates.NodeOf(predicate, SlotOf(SelectorAnswers.Renamed(predicate.Field, claim)), other);
    }

    int SlotOf(string field)
    {
        if (!slots.TryGetValue(field, out var slot))
        {
            slots.Add(field, slot = fields.Count);
            fields.Add(field);
        }

        return slot;
    }
}
