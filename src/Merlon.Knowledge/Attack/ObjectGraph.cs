namespace Merlon.Attack;

/// <summary>How two objects of a release are connected: the most telling paths over statements and fields.</summary>
public static class ObjectGraph
{
    /// <summary>Most steps that a path may have, whatever is asked for.</summary>
    public const int StepsMax = 12;

    /// <summary>Most paths that are returned, whatever is asked for.</summary>
    public const int PathsMax = 1_000;

    /// <summary>Beginnings of paths that are looked at before the search gives up; see <see cref="Connection.IsWhole"/>.</summary>
    public const int BeginningsMax = 200_000;

    /// <summary>
    /// The paths from one object to another that cost least, in order; a path passes an object once. Live statements and objects
    /// count, and those that say what replaced something; the ends themselves may be dead. The same release gives the same
    /// paths. docs/design/graph.md says what costs how much.
    /// </summary>
    /// <param name="release">The release; both ends are found in it by their STIX ids.</param>
    /// <param name="from">Where paths begin.</param>
    /// <param name="to">Where they end; another object than <paramref name="from"/>.</param>
    /// <param name="stepsMax">Steps of a path at most, 1 to <see cref="StepsMax"/>.</param>
    /// <param name="pathsMax">Paths at most, 1 to <see cref="PathsMax"/>.</param>
    public static Connection Connect(AttackRelease release, AttackObject from, AttackObject to, int stepsMax, int pathsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stepsMax, StepsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(pathsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pathsMax, PathsMax);
        (from, to) = (Here(release, from), Here(release, to));
        if (ReferenceEquals(from, to))
        {
            throw new ArgumentException("a path leads from one object to another", nameof(to));
        }

        var neighbours = new ObjectNeighbours(release);
        var steps = StepsTo(neighbours, to, stepsMax);
        return steps.ContainsKey(from)
            ? Search(neighbours, from, to, new Ahead(steps, CostsTo(neighbours, to, steps)), stepsMax, pathsMax)
            : new Connection([], IsWhole: true);
    }

    /// <summary>
    /// Everything that is one step away from an object, by the other end's id and then by type; live statements and objects, and what replaced or was replaced.
    /// </summary>
    /// <param name="release">The release; the object is found in it by its STIX id.</param>
    /// <param name="from">Where the steps begin.</param>
    public static IReadOnlyList<ObjectStep> StepsFrom(AttackRelease release, AttackObject from) => new ObjectNeighbours(release).Of(Here(release, from));

    static AttackObject Here(AttackRelease release, AttackObject found) => release.TryFindStix(found.StixId, out var here)
        ? here
        : throw new ArgumentException($"{found} is not in the release", nameof(found));

    // Best first over beginnings of paths: what a beginning has cost and what the rest costs at least, which is known exactly
    // but for passing an object twice. So paths come out in the order of their costs, and little else is looked at.
    static Connection Search(ObjectNeighbours neighbours, AttackObject from, AttackObject to, Ahead ahead, int stepsMax, int pathsMax)
    {
        var paths = new List<ObjectPath>();
        var queue = new PriorityQueue<Beginning, (int Cost, int Steps, int Order)>();
        queue.Enqueue(new Beginning(from, Step: null, Before: null, Cost: 0, Length: 0), (ahead.Cost(from), 0, 0));
        var order = 0;
        while (queue.TryDequeue(out var beginning, out _))
        {
            if (ReferenceEquals(beginning.At, to))
            {
                paths.Add(beginning.ToPath());
                if (paths.Count == pathsMax)
                {
                    return new Connection(paths, IsWhole: true);
                }

                continue;
            }

            foreach (var step in neighbours.Of(beginning.At))
            {
                var length = beginning.Length + 1;
                if (!ahead.Reaches(step.To, stepsMax - length) || beginning.Passes(step.To))
                {
                    continue;
                }

                var cost = beginning.Cost + ObjectNeighbours.CostOf(step) + (ReferenceEquals(step.To, to) ? 0 : neighbours.CostOfPassing(step.To));
                queue.Enqueue(new Beginning(step.To, step, beginning, cost, length), (cost + ahead.Cost(step.To), length, ++order));
                if (order == BeginningsMax)
                {
                    return new Connection(paths, IsWhole: false);
                }
            }
        }

        return new Connection(paths, IsWhole: true);
    }

    // How many steps each object is away, as far as steps are allowed.
    static Dictionary<AttackObject, int> StepsTo(ObjectNeighbours neighbours, AttackObject to, int stepsMax)
    {
        var steps = new Dictionary<AttackObject, int>(ReferenceEqualityComparer.Instance) { [to] = 0 };
        var queue = new Queue<AttackObject>([to]);
        while (queue.TryDequeue(out var at))
        {
            if (steps[at] == stepsMax)
            {
                continue;
            }

            foreach (var step in neighbours.Of(at))
            {
                if (steps.TryAdd(step.To, steps[at] + 1))
                {
                    queue.Enqueue(step.To);
                }
            }
        }

        return steps;
    }

    // What the way to the end costs from each object at least (Dijkstra's algorithm), what it costs to pass the object left out.
    static Dictionary<AttackObject, int> CostsTo(ObjectNeighbours neighbours, AttackObject to, Dictionary<AttackObject, int> reachable)
    {
        var costs = new Dictionary<AttackObject, int>(ReferenceEqualityComparer.Instance);
        var queue = new PriorityQueue<AttackObject, int>();
        queue.Enqueue(to, 0);
        while (queue.TryDequeue(out var at, out var cost))
        {
            if (!costs.TryAdd(at, cost))
            {
                continue;
            }

            var passing = ReferenceEquals(at, to) ? 0 : neighbours.CostOfPassing(at);
            foreach (var step in neighbours.Of(at))
            {
                if (reachable.ContainsKey(step.To) && !costs.ContainsKey(step.To))
                {
                    queue.Enqueue(step.To, cost + passing + ObjectNeighbours.CostOf(step));
                }
            }
        }

        return costs;
    }

    sealed record Ahead(Dictionary<AttackObject, int> Steps, Dictionary<AttackObject, int> Costs)
    {
        public int Cost(AttackObject at) => Costs[at];

        public bool Reaches(AttackObject at, int steps) => Steps.TryGetValue(at, out var needed) && needed <= steps;
    }

    sealed record Beginning(AttackObject At, ObjectStep? Step, Beginning? Before, int Cost, int Length)
    {
        public bool Passes(AttackObject sought)
        {
            for (var beginning = this; beginning is not null; beginning = beginning.Before)
            {
                if (ReferenceEquals(beginning.At, sought))
                {
                    return true;
                }
            }

            return false;
        }

        public ObjectPath ToPath()
        {
            var steps = new List<ObjectStep>();
            for (var beginning = this; beginning is { Step: { } step }; beginning = beginning.Before)
            {
                steps.Add(step);
            }

            steps.Reverse();
            return new ObjectPath(steps, Cost);
        }
    }
}

/// <summary>How two objects are connected.</summary>
/// <param name="Paths">Cheapest first; none where nothing connects them within the steps allowed.</param>
/// <param name="IsWhole">False when the search gave up at <see cref="ObjectGraph.BeginningsMax"/>: there may be more.</param>
public sealed record Connection(IReadOnlyList<ObjectPath> Paths, bool IsWhole);

/// <summary>A way from one object to another.</summary>
/// <param name="Steps">One or more, each beginning where the last one ended.</param>
/// <param name="Cost">The less the more telling; compares paths of one release only.</param>
public sealed record ObjectPath(IReadOnlyList<ObjectStep> Steps, int Cost);

/// <summary>A step of a path.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Type">What connects them: a relationship type, or <c>in-tactic</c>, <c>has-analytic</c>, <c>reads</c>, <c>component-of</c>, <c>has-tactic</c> for fields.</param>
/// <param name="IsForward">True when the statement is about <paramref name="From"/>, false when it is about <paramref name="To"/>.</param>
/// <param name="Statements">Statements of the type between the two, in the release's order; none for fields.</param>
public sealed record ObjectStep(AttackObject From, AttackObject To, string Type, bool IsForward, IReadOnlyList<Relationship> Statements);
