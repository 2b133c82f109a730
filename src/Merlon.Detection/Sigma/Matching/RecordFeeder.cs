using System.Runtime.InteropServices;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching.Memory;

namespace Merlon.Sigma.Matching;

/// <summary>
/// From whole records to slots: which pipeline, which route, which fields count. All of it depends on the names of a record and
/// on its selectors only, so it is found out once for records that agree in these.
/// </summary>
/// <param name="rules">Whose plans are used.</param>
/// <param name="pipeline">How records are read, or null to recognise it.</param>
sealed class RecordFeeder(RuleSet rules, Pipeline? pipeline)
{
    /// <summary>Shapes, and routes of shapes, that are kept; with more all are forgotten.</summary>
    internal const int KeptMax = 4096;

    readonly KeyedHash hash = new();
    readonly Dictionary<Fingerprint, Shape> shapes = [];
    readonly Dictionary<Fingerprint, Bound> bounds = [];
    readonly SlotBuffer buffer = new();
    byte[] scratch = new byte[1024];

    // Records of the same names in the same order; selectors by the fields that hold them.
    sealed record Shape(Pipeline? Pipeline, int[][] Selectors);

    // Of one route: which field goes to which slot.
    sealed record Bound(LogRoute Route, RoutePlan Plan, (int Slot, int Field)[] Places);

    /// <summary>How records are read, or null where it is recognised.</summary>
    public Pipeline? Pipeline { get; } = pipeline;

    /// <summary>Values of the record that was fed last.</summary>
    public ReadOnlySpan<SlotValue> Values => buffer.Values;

    /// <summary>Puts the values of a record into slots; null where no pipeline knows it.</summary>
    public RoutePlan? Feed(LogEvent record, out LogRoute? route)
    {
        route = null;
        var length = 0;
        var shapeKey = HashShape(record, ref length);
        if (!shapes.TryGetValue(shapeKey, out var shape))
        {
            Bounded(shapes).Add(shapeKey, shape = ShapeOf(record));
        }

        if (shape.Pipeline is not { } known)
        {
            return null;
        }

        var boundKey = HashSelectors(record, shape, shapeKey, out var arePlain);
        if (!bounds.TryGetValue(boundKey, out var bound))
        {
            Bounded(bounds).Add(boundKey, bound = Bind(record, known, shape, arePlain));
        }

        route = bound.Route;
        Fill(record, bound);
        return bound.Plan;
    }

    void Fill(LogEvent record, Bound bound)
    {
        buffer.Begin(bound.Plan);
        foreach (var (slot, field) in bound.Places)
        {
            buffer.Add(new SlotBinding(slot, Rank: 0), record.ValueStartOf(field), record.ValueOf(field).Length, SlotEncoding.Utf8, record.KindOf(field), depth: 0, isElement: true);
        }

        if (!bound.Plan.MayHoldKeyword(record.Bytes, SlotEncoding.Utf8))
        {
            return;
        }

        for (var field = 0; field < record.Count; field++)
        {
            if (record.KindOf(field) is LogValueKind.Text or LogValueKind.Number)
            {
                buffer.AddKeyword(bound.Plan, record.ValueStartOf(field), record.ValueOf(field).Length, SlotEncoding.Utf8, record.KindOf(field));
            }
        }
    }

    Shape ShapeOf(LogEvent record)
    {
        var known = Pipeline ?? rules.Pipelines.Recognise(record);
        return known is null
            ? new Shape(null, [])
            : new Shape(known, [.. known.Selectors.Select(name => SelectorOf(record, known, name))]);
    }

    // Where a field of the same name says otherwise, twice: then it is not plain, and the first counts.
    static int[] SelectorOf(LogEvent record, Pipeline known, string name)
    {
        int[] fields = [.. FieldLookup.Find(record, known, claim: null, name)];
        var own = FieldLookup.SelectorIndex(record, known, name);
        return own < 0 || fields is [var only] && only == own ? fields : [own, own];
    }

    Bound Bind(LogEvent record, Pipeline known, Shape shape, bool arePlain)
    {
        var route = PipelineSet.RouteOf(known, [.. shape.Selectors.Select(fields => fields.Length > 0 ? record.ValueText(fields[0]) : "")]);
        var plan = rules.PlanOf(route, arePlain);

        // The buffer decides which fields count; the place of a value stands for its field here.
        buffer.Begin(plan);
        for (var field = 0; field < record.Count; field++)
        {
            foreach (var binding in plan.Bind(record.NameOf(field)))
            {
                buffer.Add(binding, field, 0, SlotEncoding.Utf8, LogValueKind.Text, record.DepthOf(field), record.IsElement(field));
            }
        }

        List<(int, int)> places = [];
        var values = buffer.Values;
        for (var slot = 0; slot < plan.SlotCount; slot++)
        {
            for (var at = slot; values[at].IsThere; at = values[at].Next)
            {
                places.Add((slot, values[at].Start));
                if (values[at].Next == 0)
                {
                    break;
                }
            }
        }

        return new Bound(route, plan, [.. places]);
    }

    Fingerprint HashShape(LogEvent record, ref int length)
    {
        Append((int)record.Format, ref length);
        for (var i = 0; i < record.Count; i++)
        {
            var name = record.NameOf(i);
            Append(unchecked(name.Length << 9) | record.DepthOf(i) << 1 | (record.IsElement(i) ? 1 : 0), ref length);
            Append(name, ref length);
        }

        return hash.Of(scratch.AsSpan(0, length), tag: 0);
    }

    Fingerprint HashSelectors(LogEvent record, Shape shape, Fingerprint shapeKey, out bool arePlain)
    {
        var length = 0;
        Append(MemoryMarshal.AsBytes<ulong>([shapeKey.Low, shapeKey.High]), ref length);
        arePlain = true;
        foreach (var fields in shape.Selectors)
        {
            arePlain &= fields.Length == 1 && record.KindOf(fields[0]) is not (LogValueKind.Null or LogValueKind.Structure);
            if (fields.Length > 0)
            {
                var value = record.ValueOf(fields[0]);
                Append(value.Length, ref length);
                Append(value, ref length);
            }
        }

        return hash.Of(scratch.AsSpan(0, length), arePlain ? 1UL << 32 : 2UL << 32);
    }

    void Append(int number, ref int length) => Append(MemoryMarshal.AsBytes<int>([number]), ref length);

    void Append(ReadOnlySpan<byte> bytes, ref int length)
    {
        if (scratch.Length - length < bytes.Length)
        {
            Array.Resize(ref scratch, Math.Max(scratch.Length * 2, length + bytes.Length));
        }

        bytes.CopyTo(scratch.AsSpan(length));
        length += bytes.Length;
    }

    static Dictionary<Fingerprint, T> Bounded<T>(Dictionary<Fingerprint, T> kept)
    {
        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        return kept;
    }
}
