using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>
/// What a technique is worth with any of some measures, more than with none: the same as applying them to a <see cref="PlanField"/>, prepared
/// so that a set is asked in about a microsecond. A test compares the two.
/// </summary>
sealed class PlanUnitWorth
{
    readonly PlanParameters parameters;
    readonly Cell[] cells;
    readonly double before;
    readonly IReadOnlyList<PlanChange>[] changes;

    /// <summary>Prepares a technique.</summary>
    /// <param name="field">The field as it is.</param>
    /// <param name="unit">The technique.</param>
    /// <param name="changes">What each measure changes, at most 64.</param>
    public PlanUnitWorth(PlanField field, int unit, IReadOnlyList<PlanChange>[] changes)
    {
        parameters = field.Parameters;
        this.changes = changes;
        var touched = changes.SelectMany(static measure => measure.Select(static change => change.Scope)).Distinct().Order();
        cells = [.. touched.Select(scope => new Cell(field.CellsOf(unit)[scope].All, field.WeightOf(unit, scope), scope, changes))];
        before = Sum(0);
    }

    /// <summary>
    /// Which measures never do less than another: a claim is a voice in its scope, axis and group, a test to be made one in its scope. A test
    /// that speaks hears the same claims once more, without those before it, where fewer keys are known: what is new with all is new there too.
    /// </summary>
    public PlanKinship Kinship()
    {
        var places = new Dictionary<(int Scope, Axis Axis, string Group), int>();
        var known = new HashSet<(int Place, string Key)>();
        foreach (var cell in cells)
        {
            foreach (var axis in Cell.Axes)
            {
                foreach (var group in cell.Known.ClaimsOn(axis).Groups)
                {
                    known.UnionWith(group.Voices.Select(voice => (PlaceOf(cell.Scope, axis, group.Key), voice.Key)));
                }
            }
        }

        return new([.. changes.Select(VoicesOf)], known);

        int PlaceOf(int scope, Axis axis, string group)
        {
            places.TryAdd((scope, axis, group), places.Count);
            return places[(scope, axis, group)];
        }

        IReadOnlyList<PlanVoice> VoicesOf(IReadOnlyList<PlanChange> measure) =>
        [
            .. measure.SelectMany(change => change.Claims.Select(claim => new PlanVoice(PlaceOf(change.Scope, claim.Axis, claim.Group), claim.Voice.Key, claim.Voice.Strength)))
                .GroupBy(static voice => (voice.Place, voice.Key)).Select(static same => same.MaxBy(static voice => voice.Strength)),
            .. measure.Where(static change => change.IsTest).Select(static change => change.Scope).Distinct().Select(static scope => new PlanVoice(-1 - scope, "", 1)),
        ];
    }

    /// <summary>The worth of a set, by bits in the order of the measures, less that of none; 0 or more.</summary>
    public double Of(ulong set) => Math.Max(0, Sum(set) - before);

    double Sum(ulong set)
    {
        var sum = 0.0;
        foreach (var cell in cells)
        {
            sum += cell.WorthOf(set, parameters);
        }

        return sum;
    }

    /// <summary>A scope of the technique.</summary>
    sealed class Cell
    {
        readonly double weight;
        readonly ulong testing; // measures that would test it
        readonly PreparedAxis[] claimed;
        readonly PreparedAxis[] later;

        public Cell(CoverageCell known, double weight, int scope, IReadOnlyList<PlanChange>[] changes)
        {
            Known = known;
            Scope = scope;
            this.weight = weight;
            var claims = new List<(Claim Claim, ulong By)>();
            for (var measure = 0; measure < changes.Length; measure++)
            {
                foreach (var change in changes[measure].Where(change => change.Scope == scope))
                {
                    testing |= change.IsTest && known.Test is null ? 1UL << measure : 0;
                    claims.AddRange(change.Claims.Select(claim => (claim, 1UL << measure)));
                }
            }

            claimed = Array.ConvertAll(Axes, axis => PreparedAxis.Of(known.ClaimsOn(axis), axis, claims));
            later = known.Test is null ? [] : Array.ConvertAll(Axes, axis => PreparedAxis.Of(AxisClaims.None(known.ClaimsOn(axis).Ceiling), axis, claims));
        }

        /// <summary>All axes.</summary>
        public static Axis[] Axes { get; } = [Axis.Visibility, Axis.Detection, Axis.Prevention];

        /// <summary>The cell as it is.</summary>
        public CoverageCell Known { get; }

        public int Scope { get; }

        public double WorthOf(ulong set, PlanParameters parameters)
        {
            var all = ValuesOf(claimed, set);
            var folded = Known.Test is null ? all : PlanCell.Fold(all, ValuesOf(later, set), Known.Test, Known.TestPass, Known.UnprovenShare);
            return weight * PlanCell.WorthOf(folded, (testing & set) != 0, Known.TestPass, parameters);
        }

        static AxisValues ValuesOf(PreparedAxis[] axes, ulong set) => new(axes[0].ValueOf(set), axes[1].ValueOf(set), axes[2].ValueOf(set));
    }

    /// <summary>The claims on an axis, those of each group in the order in which they count.</summary>
    sealed class PreparedAxis(double ceiling, double open, PreparedGroup[] groups)
    {
        public double ValueOf(ulong set)
        {
            var left = open;
            foreach (var group in groups)
            {
                left *= 1 - group.ValueOf(set);
            }

            return ceiling * (1 - left);
        }

        public static PreparedAxis Of(AxisClaims known, Axis axis, List<(Claim Claim, ulong By)> claims)
        {
            var added = claims.Where(claim => claim.Claim.Axis == axis).GroupBy(static claim => claim.Claim.Group, StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.Ordinal);
            var (open, groups) = (1.0, new List<PreparedGroup>());
            foreach (var group in known.Groups)
            {
                if (added.Remove(group.Key, out var more))
                {
                    groups.Add(PreparedGroup.Of(group.FurtherShare, group.Voices, more));
                }
                else
                {
                    open *= 1 - group.Value;
                }
            }

            groups.AddRange(added.OrderBy(static group => group.Key, StringComparer.Ordinal)
                .Select(static group => PreparedGroup.Of(group.Value[0].Claim.FurtherShare, [], group.Value)));
            return new(known.Ceiling, open, [.. groups]);
        }
    }

    /// <summary>Voices in the order in which they count: whose they are, and who of the same key is heard instead.</summary>
    sealed class PreparedGroup(double furtherShare, PreparedVoice[] voices)
    {
        /// <summary>What further voices can add below this is rounding.</summary>
        const double ShareMin = 1e-17;

        public double ValueOf(ulong set)
        {
            var (sum, share) = (0.0, 1.0);
            foreach (var voice in voices)
            {
                if ((voice.IsThere || (voice.By & set) != 0) && (voice.Instead & set) == 0)
                {
                    sum += share * voice.Strength;
                    share *= furtherShare;
                    if (share < ShareMin)
                    {
                        break;
                    }
                }
            }

            return Math.Min(1, sum);
        }

        public static PreparedGroup Of(double furtherShare, IReadOnlyList<Voice> known, (Claim Claim, ulong By)[] more)
        {
            var all = known.Select(static voice => (Voice: voice, By: 0UL)).Concat(more.Select(static claim => (claim.Claim.Voice, claim.By))).ToList();
            all.Sort(static (a, b) => VoiceGroup.Compare(a.Voice, b.Voice) is not 0 and var order ? order : a.By.CompareTo(b.By));
            var heard = new Dictionary<string, (ulong By, bool IsThere)>(StringComparer.Ordinal);
            var voices = new List<PreparedVoice>(all.Count);
            foreach (var (voice, by) in all)
            {
                var before = heard.GetValueOrDefault(voice.Key);
                if (!before.IsThere)
                {
                    voices.Add(new(voice.Strength, by, by == 0, before.By));
                    heard[voice.Key] = (before.By | by, by == 0);
                }
            }

            return new(furtherShare, [.. voices]);
        }
    }

    /// <summary>A voice: heard when it is there or one of its measures is taken, unless a stronger one of its key is.</summary>
    readonly record struct PreparedVoice(double Strength, ulong By, bool IsThere, ulong Instead);
}
