namespace Kpu.Outreach.Testing.Platform;

/// <summary>Something that stands in public.</summary>
/// <param name="Account">On which account.</param>
/// <param name="Reference">The platform's name for it.</param>
/// <param name="Text">What it says.</param>
/// <param name="At">When it became public.</param>
public sealed record PublicEffect(string Account, string Reference, string Text, DateTimeOffset At);

/// <summary>What stands in public on a platform, counted whatever the platform answered. A script writes here; the suites count.</summary>
/// <param name="clock">The clock that says when something became public.</param>
/// <param name="visibleAfter">How long after it became public the platform's own interface shows it.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class PublicEffects(TimeProvider clock, TimeSpan visibleAfter = default)
{
    private readonly Lock _lock = new();
    private readonly List<PublicEffect> _all = [];
    private readonly List<PublicEffect> _ever = [];
    private int _drafts;

    /// <summary>What stands there now, oldest first.</summary>
    public IReadOnlyList<PublicEffect> All
    {
        get { lock (_lock) return [.. _all]; }
    }

    /// <summary>Everything that ever became public, as it was then; a change is none, a second one of the same is.</summary>
    public IReadOnlyList<PublicEffect> Ever
    {
        get { lock (_lock) return [.. _ever]; }
    }

    /// <summary>How many things were made that nobody sees: uploads, containers, drafts.</summary>
    public int Drafts => Volatile.Read(ref _drafts);

    /// <summary>Something becomes public.</summary>
    /// <param name="account">On which account.</param>
    /// <param name="reference">The platform's name for it.</param>
    /// <param name="text">What it says.</param>
    /// <returns>What stands there.</returns>
    public PublicEffect Add(string account, string reference, string text)
    {
        var effect = new PublicEffect(account, reference, text, clock.GetUtcNow());
        lock (_lock)
        {
            _all.Add(effect);
            _ever.Add(effect);
        }

        return effect;
    }

    /// <summary>Something is set: it becomes public, or what stands under that name says something else from now on.</summary>
    /// <param name="account">On which account.</param>
    /// <param name="reference">The name for it, unique on the account.</param>
    /// <param name="text">What it says.</param>
    /// <returns>Whether it is new.</returns>
    public bool Set(string account, string reference, string text)
    {
        lock (_lock)
        {
            if (Change(account, reference, text)) return false;
            Add(account, reference, text);
            return true;
        }
    }

    /// <summary>What stands there says something else from now on.</summary>
    /// <param name="account">On which account.</param>
    /// <param name="reference">The platform's name for it.</param>
    /// <param name="text">What it says.</param>
    /// <returns>Whether it stood there.</returns>
    public bool Change(string account, string reference, string text)
    {
        lock (_lock)
        {
            var place = _all.FindIndex(e => e.Account == account && e.Reference == reference);
            if (place >= 0) _all[place] = _all[place] with { Text = text };
            return place >= 0;
        }
    }

    /// <summary>It stands there no more.</summary>
    /// <param name="account">On which account.</param>
    /// <param name="reference">The platform's name for it.</param>
    /// <returns>Whether it stood there.</returns>
    public bool Remove(string account, string reference)
    {
        lock (_lock) return _all.RemoveAll(e => e.Account == account && e.Reference == reference) > 0;
    }

    /// <summary>What the platform's own interface shows under a name: what became public a moment ago may not be there yet.</summary>
    /// <param name="account">On which account.</param>
    /// <param name="reference">The platform's name for it.</param>
    /// <returns>What is shown; null for nothing.</returns>
    public PublicEffect? Shown(string account, string reference)
    {
        lock (_lock) return _all.Find(e => e.Account == account && e.Reference == reference && e.At + visibleAfter <= clock.GetUtcNow());
    }

    /// <summary>What the platform's own interface shows on an account, newest first.</summary>
    /// <param name="account">The account.</param>
    /// <returns>What is shown.</returns>
    public IReadOnlyList<PublicEffect> ShownOn(string account)
    {
        lock (_lock) return [.. _all.Where(e => e.Account == account && e.At + visibleAfter <= clock.GetUtcNow()).Reverse()];
    }

    /// <summary>Something is made that nobody sees.</summary>
    public void AddDraft() => Interlocked.Increment(ref _drafts);
}
