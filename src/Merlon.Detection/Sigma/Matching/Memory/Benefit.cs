namespace Merlon.Sigma.Matching.Memory;

/// <summary>Whether remembering pays: it is given up for a while where more than four of five questions are new.</summary>
struct Benefit
{
    /// <summary>Questions after which it is judged.</summary>
    const int Window = 2048;

    /// <summary>Questions that pass without remembering before it is tried again, at first; twice as many each time in vain.</summary>
    const int PauseMin = 16_384;

    const int PauseMax = 1 << 20;

    int asked;
    int known;
    int pause;
    int left;

    /// <summary>True where the next question should be looked up; counts it as one that passes if not.</summary>
    public bool IsOn()
    {
        if (left == 0)
        {
            return true;
        }

        left--;
        return false;
    }

    /// <summary>Counts a question that was looked up.</summary>
    public void Count(bool wasKnown)
    {
        known += wasKnown ? 1 : 0;
        if (++asked < Window)
        {
            return;
        }

        if (known < Window / 5)
        {
            pause = pause == 0 ? PauseMin : Math.Min(pause * 2, PauseMax);
            left = pause;
        }
        else
        {
            pause = 0;
        }

        asked = 0;
        known = 0;
    }
}
