using System.Numerics;
using System.Runtime.InteropServices;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching.Compilation;
using Merlon.Sigma.Matching.Indexes;
using Merlon.Sigma.Matching.Memory;
using Merlon.Sigma.Matching.Values;

namespace Merlon.Sigma.Matching;

/// <summary>
/// Evaluates the rules of a <see cref="RuleSet"/> over one record after another. One for each thread: it remembers verdicts,
/// in bounded memory. The same records give the same matches whatever was evaluated before.
/// </summary>
public sealed class RuleMatcher
{
    /// <summary>Verdicts and values that are remembered, as a power of two, and numbers in their lists.</summary>
    const int VerdictBits = 16;

    const int ValueBits = 16;
    const int ListItemsMax = 1 << 20;

    /// <summary>Longest value that is hashed only to look it up, in bytes: a longer one is searched about as fast.</summary>
    const int HashedForItselfMax = 256;

    readonly KeyedHash hash = new();
    readonly ListMemory verdicts = new(VerdictBits, ListItemsMax);
    readonly ListMemory knownValues = new(ValueBits, ListItemsMax);
    readonly ValueTexts texts = new();
    readonly PredicateList found = new();
    readonly PredicateList confirmed = new();
    readonly PredicateList atoms = new();
    PlanRun?[] runs = new PlanRun?[64];
    Fingerprint[] fingerprints = new Fingerprint[64];
    ulong[] words = new ulong[64 * 3];
    int[] matches = new int[16];
    int matchCount;
    RecordFeeder? feeder;

    /// <summary>A matcher of its own memory.</summary>
    public RuleMatcher(RuleSet rules)
        : this(rules, new MatcherOptions())
    {
    }

    internal RuleMatcher(RuleSet rules, MatcherOptions options)
    {
        Rules = rules;
        Options = options;
        Profile = options.ProfilingClock is { } clock ? new RuleProfile(rules.Rules.Count, clock) : null;
    }

    /// <summary>What it evaluates.</summary>
    public RuleSet Rules { get; }

    /// <summary>What each rule cost and gave; null unless it was asked for.</summary>
    public RuleProfile? Profile { get; }

    /// <summary>How often a regular expression that needs backtracking ran out of time on a value, which counts as no match.</summary>
    public long TimedOut => texts.TimedOut;

    internal MatcherOptions Options { get; }

    /// <summary>Which rules match a record, for readers that bind values to slots themselves.</summary>
    /// <param name="plan">Of the record's route, from <see cref="RuleSet.PlanOf"/> of the same rules.</param>
    /// <param name="bytes">What the values are places in.</param>
    /// <param name="values">As <see cref="SlotBuffer.Values"/> has them: index is slot, further values of a slot behind.</param>
    /// <returns>Indexes into <see cref="RuleSet.Rules"/>, ascending; valid until the next call.</returns>
    public ReadOnlySpan<int> Evaluate(RoutePlan plan, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values)
    {
        if (plan.Program is not { } program)
        {
            return [];
        }

        var run = RunOf(plan, program);
        if (!Options.IsRememberingVerdicts || Options.IsAdaptive && !run.VerdictBenefit.IsOn())
        {
            return Decide(plan, run, bytes, values, areHashed: false);
        }

        var key = HashAll(plan, run, bytes, values);
        if (verdicts.TryFind(key, out var known))
        {
            run.VerdictBenefit.Count(wasKnown: true);
            Profile?.CountRemembered(known);
            return known;
        }

        run.VerdictBenefit.Count(wasKnown: false);
        var decided = Decide(plan, run, bytes, values, areHashed: true);
        verdicts.Put(key, decided);
        return decided;
    }

    /// <summary>Which rules match a record of any format.</summary>
    /// <returns>Indexes into <see cref="RuleSet.Rules"/>, ascending; valid until the next call.</returns>
    public ReadOnlySpan<int> Match(LogEvent record) => Match(record, pipeline: null, out _);

    /// <summary>Which rules match a record of any format, and how it was read.</summary>
    /// <param name="record">The record.</param>
    /// <param name="pipeline">How to read it, or null to recognise it.</param>
    /// <param name="route">Where it went; null where no pipeline knows it.</param>
    /// <returns>Indexes into <see cref="RuleSet.Rules"/>, ascending; valid until the next call.</returns>
    public ReadOnlySpan<int> Match(LogEvent record, Pipeline? pipeline, out LogRoute? route)
    {
        if (feeder is null || !ReferenceEquals(pipeline, feeder.Pipeline))
        {
            feeder = new RecordFeeder(Rules, pipeline);
        }

        return feeder.Feed(record, out route) is { } plan ? Evaluate(plan, record.Bytes, feeder.Values) : [];
    }

    PlanRun RunOf(RoutePlan plan, PlanProgram program)
    {
        if ((uint)plan.Number < (uint)runs.Length && runs[plan.Number] is { } run)
        {
            return run;
        }

        if (plan.Number >= runs.Length)
        {
            Array.Resize(ref runs, Math.Max(runs.Length * 2, plan.Number + 1));
        }

        return runs[plan.Number] = new PlanRun(plan, program);
    }

    // A fingerprint of everything that the verdict depends on: which slots have which values, how they are written.
    Fingerprint HashAll(RoutePlan plan, PlanRun run, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values)
    {
        if (fingerprints.Length < values.Length)
        {
            fingerprints = new Fingerprint[values.Length * 2];
            words = new ulong[fingerprints.Length * 3];
        }

        var count = 0;
        for (var slot = 0; slot < plan.SlotCount; slot++)
        {
            if (!values[slot].IsThere)
            {
                continue;
            }

            for (var at = slot; ; at = values[at].Next)
            {
                var print = HashOne(bytes, values[at]);
                fingerprints[at] = print;
                words[count] = (uint)slot;
                words[count + 1] = print.Low;
                words[count + 2] = print.High;
                count += 3;
                if (values[at].Next == 0)
                {
                    break;
                }
            }
        }

        return hash.Of(MemoryMarshal.AsBytes(words.AsSpan(0, count)), run.Salt);
    }

    Fingerprint HashOne(ReadOnlySpan<byte> bytes, SlotValue value)
        => hash.Of(bytes.Slice(value.Start, value.Length), (ulong)value.Encoding << 48 | (ulong)value.Kind << 56);

    ReadOnlySpan<int> Decide(RoutePlan plan, PlanRun run, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values, bool areHashed)
    {
        run.Clear();
        texts.Begin();
        var program = run.Program;
        for (var slot = 0; slot < plan.SlotCount; slot++)
        {
            if (values[slot].IsThere && program.HasIndex(slot))
            {
                Find(run, slot, bytes, values, areHashed);
            }
        }

        matchCount = 0;
        if (Options.IsGating)
        {
            foreach (var rule in program.AlwaysRules)
            {
                run.Candidates[rule >> 6] |= 1UL << (rule & 63);
            }
        }
        else
        {
            run.Candidates.AsSpan().Fill(ulong.MaxValue);
        }

        for (var word = 0; word < run.Candidates.Length; word++)
        {
            for (var bits = run.Candidates[word]; bits != 0; bits &= bits - 1)
            {
                var rule = word * 64 + BitOperations.TrailingZeroCount(bits);
                if (rule < program.Entries.Length && IsMatch(run, rule, bytes, values))
                {
                    Add(program.RuleIndexes[rule]);
                }
            }
        }

        return matches.AsSpan(0, matchCount);
    }

    // Sets the atoms that the values of a slot make true.
    void Find(PlanRun run, int slot, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values, bool areHashed)
    {
        for (var at = slot; ; at = values[at].Next)
        {
            ref readonly var value = ref values[at];
            if (value.Kind != LogValueKind.Null)
            {
                Find(run, slot, at, bytes, value, areHashed);
            }

            if (value.Next == 0)
            {
                return;
            }
        }
    }

    void Find(PlanRun run, int slot, int at, ReadOnlySpan<byte> bytes, SlotValue value, bool areHashed)
    {
        ref var benefit = ref run.ValueBenefits[slot];
        if (!Options.IsRememberingValues || slot >= PlanRun.SaltedSlotsMax
            || Options.IsAdaptive && (!areHashed && value.Length > HashedForItselfMax || !benefit.IsOn()))
        {
            Scan(run, slot, at, bytes, value);
            SetAll(run, atoms.Items);
            return;
        }

        var print = areHashed ? fingerprints[at] : HashOne(bytes, value);
        var key = hash.Of(MemoryMarshal.AsBytes<ulong>([print.Low, print.High]), run.SaltOf(slot));
        if (knownValues.TryFind(key, out var known))
        {
            benefit.Count(wasKnown: true);
            SetAll(run, known);
            return;
        }

        benefit.Count(wasKnown: false);
        Scan(run, slot, at, bytes, value);
        knownValues.Put(key, atoms.Items);
        SetAll(run, atoms.Items);
    }

    static void SetAll(PlanRun run, ReadOnlySpan<int> items)
    {
        foreach (var atom in items)
        {
            run.Set(atom);
        }
    }

    void Scan(PlanRun run, int slot, int at, ReadOnlySpan<byte> bytes, SlotValue value)
    {
        var program = run.Program;
        found.Clear(program.PredicateCount);
        confirmed.Clear(program.PredicateCount);
        atoms.Clear(program.AtomCount);
        program.IndexOf(slot).Find(texts.Of(at, value), bytes, found, confirmed);
        foreach (var predicate in confirmed.Items)
        {
            for (var i = program.AtomStarts[predicate]; i < program.AtomStarts[predicate + 1]; i++)
            {
                atoms.Add(program.Atoms[i]);
            }
        }
    }

    bool IsMatch(PlanRun run, int rule, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values)
    {
        if (Profile is null)
        {
            return Follow(run, run.Program.Entries[rule], bytes, values);
        }

        var began = Profile.Now();
        var isMatch = Follow(run, run.Program.Entries[rule], bytes, values);
        Profile.CountEvaluated(run.Program.RuleIndexes[rule], isMatch, Profile.Now() - began);
        return isMatch;
    }

    bool Follow(PlanRun run, int step, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values)
    {
        var code = run.Program.Code;
        while (step >= 0)
        {
            var question = code[step];
            var answer = question >= 0
                ? (run.Atoms[question >> 6] >> (question & 63) & 1) != 0
                : Test(run, ~question, bytes, values);
            step = code[step + (answer ? 1 : 2)];
        }

        return step == RuleCode.Matched;
    }

    bool Test(PlanRun run, int test, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values)
    {
        ref var result = ref run.Tests[test];
        if (result == 0)
        {
            result = run.Program.Deferred[test].IsTrue(bytes, values, texts) ? (byte)2 : (byte)1;
        }

        return result == 2;
    }

    void Add(int rule)
    {
        if (matchCount == matches.Length)
        {
            Array.Resize(ref matches, matches.Length * 2);
        }

        matches[matchCount++] = rule;
    }
}
