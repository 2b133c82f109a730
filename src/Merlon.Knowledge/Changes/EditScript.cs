namespace Merlon.Changes;

/// <summary>
/// Which elements of two sequences to drop and to add so that one becomes the other, as few as possible: Myers' middle snake
/// found from both ends at once, then each half by itself. Memory is linear, work is the size times the difference, bounded.
/// </summary>
static class EditScript
{
    /// <summary>Most steps along diagonals for one pair of sequences; past it the ranges that are left count as replaced.</summary>
    public const int StepsMax = 4_000_000;

    /// <summary>Marks what is dropped of <paramref name="old"/> and added of <paramref name="new"/>.</summary>
    /// <param name="old">The one sequence; equal numbers are equal elements.</param>
    /// <param name="new">The other.</param>
    /// <param name="bound">How much work may be done.</param>
    public static (bool[] IsDropped, bool[] IsAdded) Of(int[] old, int[] @new, int bound = StepsMax)
    {
        var search = new SnakeSearch(old, @new, bound);
        var (isDropped, isAdded) = (new bool[old.Length], new bool[@new.Length]);
        var open = new Stack<Box>();
        open.Push(new Box(0, old.Length, 0, @new.Length));
        while (open.TryPop(out var next))
        {
            var box = next.WithoutEqualEnds(old, @new);
            if (!box.IsFlat && search.TryMiddle(box, out var middle))
            {
                open.Push(box with { OldStart = middle.OldEnd, NewStart = middle.NewEnd });
                open.Push(box with { OldEnd = middle.OldStart, NewEnd = middle.NewStart });
            }
            else
            {
                isDropped.AsSpan(box.OldStart..box.OldEnd).Fill(true);
                isAdded.AsSpan(box.NewStart..box.NewEnd).Fill(true);
            }
        }

        return (isDropped, isAdded);
    }

    /// <summary>A range of the old sequence and one of the new.</summary>
    public readonly record struct Box(int OldStart, int OldEnd, int NewStart, int NewEnd)
    {
        /// <summary>True when one of the ranges is empty: nothing to search.</summary>
        public bool IsFlat => OldStart == OldEnd || NewStart == NewEnd;

        public Box WithoutEqualEnds(int[] old, int[] @new)
        {
            var (oldStart, oldEnd, newStart, newEnd) = this;
            while (oldStart < oldEnd && newStart < newEnd && old[oldStart] == @new[newStart])
            {
                oldStart++;
                newStart++;
            }

            while (oldStart < oldEnd && newStart < newEnd && old[oldEnd - 1] == @new[newEnd - 1])
            {
                oldEnd--;
                newEnd--;
            }

            return new Box(oldStart, oldEnd, newStart, newEnd);
        }
    }
}

/// <summary>
/// Searches the middle of a shortest way through two ranges. A point (x, y) means x elements of the one and y of the other
/// are passed; diagonal k holds the points with x − y = k. For each number of edits the furthest point of each diagonal is
/// kept, from the start and, mirrored, from the end; where the two meet is the middle.
/// </summary>
sealed class SnakeSearch(int[] old, int[] @new, int bound)
{
    /// <summary>A diagonal on which no point can be reached.</summary>
    const int None = -1;

    readonly int[] forward = new int[old.Length + @new.Length + 3];
    readonly int[] backward = new int[old.Length + @new.Length + 3];
    int stepsLeft = bound;

    /// <summary>
    /// The snake (a run of equal elements, perhaps empty) in the middle of a shortest way through a box whose first elements
    /// differ and whose last ones do; false when the work is used up.
    /// </summary>
    public bool TryMiddle(EditScript.Box box, out EditScript.Box middle)
    {
        var (width, height) = (box.OldEnd - box.OldStart, box.NewEnd - box.NewStart);
        var isOdd = ((width - height) & 1) != 0;
        for (var edits = 0; edits <= (width + height + 1) / 2 && stepsLeft > 0; edits++)
        {
            if (TryMeet(box, edits, isForward: true, canMeet: isOdd, out middle) || TryMeet(box, edits, isForward: false, canMeet: !isOdd, out middle))
            {
                // What is left on both sides is smaller than the box; a box that stayed whole would be searched for ever.
                return middle.OldEnd - box.OldStart + middle.NewEnd - box.NewStart > 0 && box.OldEnd - middle.OldStart + box.NewEnd - middle.NewStart > 0;
            }
        }

        middle = default;
        return false;
    }

    // One edit further on every diagonal, from the start or from the end.
    bool TryMeet(EditScript.Box box, int edits, bool isForward, bool canMeet, out EditScript.Box middle)
    {
        var (width, height) = (box.OldEnd - box.OldStart, box.NewEnd - box.NewStart);
        var (reached, met) = isForward ? (forward, backward) : (backward, forward);
        var zero = height + 1;
        var most = edits - 2 * Math.Max(0, edits - width);
        for (var diagonal = -edits + 2 * Math.Max(0, edits - height); diagonal <= most; diagonal += 2)
        {
            var start = edits == 0 ? 0 : Furthest(reached, zero, diagonal, edits, width, height);
            if (start == None)
            {
                reached[zero + diagonal] = Math.Abs(diagonal) == edits ? None : reached[zero + diagonal];
                continue;
            }

            var end = isForward ? EndOfRun(box, start, start - diagonal) : StartOfRun(box, start, start - diagonal);
            stepsLeft -= end - start + 1;
            reached[zero + diagonal] = end;
            var opposite = width - height - diagonal;
            if (canMeet && Math.Abs(opposite) <= (isForward ? edits - 1 : edits) && end + met[zero + opposite] >= width)
            {
                middle = isForward
                    ? new EditScript.Box(box.OldStart + start, box.OldStart + end, box.NewStart + start - diagonal, box.NewStart + end - diagonal)
                    : new EditScript.Box(box.OldEnd - end, box.OldEnd - start, box.NewEnd - (end - diagonal), box.NewEnd - (start - diagonal));
                return true;
            }
        }

        middle = default;
        return false;
    }

    int EndOfRun(EditScript.Box box, int x, int y)
    {
        while (box.OldStart + x < box.OldEnd && box.NewStart + y < box.NewEnd && old[box.OldStart + x] == @new[box.NewStart + y])
        {
            x++;
            y++;
        }

        return x;
    }

    int StartOfRun(EditScript.Box box, int x, int y)
    {
        while (box.OldStart + x < box.OldEnd && box.NewStart + y < box.NewEnd && old[box.OldEnd - 1 - x] == @new[box.NewEnd - 1 - y])
        {
            x++;
            y++;
        }

        return x;
    }

    // The furthest point on a diagonal that one more edit reaches from its two neighbours without leaving the box.
    static int Furthest(int[] reached, int zero, int diagonal, int edits, int width, int height)
    {
        var above = diagonal < edits ? reached[zero + diagonal + 1] : None;
        var left = diagonal > -edits ? reached[zero + diagonal - 1] : None;
        return Math.Max(
            above != None && above - diagonal <= height ? above : None,
            left != None && left < width ? left + 1 : None);
    }
}
