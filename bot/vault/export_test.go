package vault

// CachedKeys is the bound of the cache, for its test.
const CachedKeys = cachedKeys
