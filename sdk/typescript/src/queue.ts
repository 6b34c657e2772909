import { type Api, bodyOf } from "./client.ts";
import { Refused } from "./problems.ts";
import type { components } from "./schema.ts";

export type Change = components["schemas"]["Change"];
export type ChangeProblem = components["schemas"]["ChangeProblem"];
export type Synced = components["schemas"]["SyncOut"];

/** Most changes that one request takes. */
export const MOST_CHANGES = 100;
// Nothing was stored; all is told again.
const ANEW = new Set(["cursor_expired", "bad_cursor"]);

/** What an app keeps for a person: what she told, oldest first, and where her phone stands. */
export interface Kept {
  readonly queue: readonly Change[];
  readonly cursor: string | null;
  /** Goes with the logs of what the app shows. */
  readonly planToken: string | null;
}

export const NOTHING: Kept = { queue: [], cursor: null, planToken: null };

/**
 * Where the queue lives, such as a database of the phone. It belongs to one person; its cursor to
 * her sign-in as well: after signing in anew, keep the queue and set the cursor to null.
 */
export interface OfflineStore {
  load(): Kept | Promise<Kept>;
  /**
   * Keep this and, in the same transaction, take over what was told: `changes` in the place of
   * records of their kind and id, `deleted` away, `notifications` as all that stand. With `isAll`
   * all records go first.
   */
  save(kept: Kept, told?: { readonly answer: Synced; readonly isAll: boolean }): void | Promise<void>;
}

/** A change that will not be stored as it is: show its problem and its `safety_texts`. */
export interface RefusedChange {
  readonly change: Change;
  readonly problem: ChangeProblem;
}

export interface Queue {
  /** Keep a change until it is handed in. What is corrected keeps its id. */
  add(kind: string, body: Change["body"], id?: string): Promise<string>;
  /**
   * Hand in all that is kept, and take over all that is told; returns what was refused for good.
   *
   * Throws Offline or Refused, and then keeps what was not handed in: sync again later, with the
   * same ids. Calls while one runs wait for it.
   */
  sync(): Promise<readonly RefusedChange[]>;
}

/** Return a queue of what is told offline. */
export function offlineQueue(api: Api, store: OfflineStore): Queue {
  let lastChange: Promise<unknown> = Promise.resolve();
  let running: Promise<readonly RefusedChange[]> | undefined;

  /** Change what is kept, one after the other, so that no change is lost to another. */
  function change(edit: (kept: Kept) => Kept, ...told: ToldArguments): Promise<void> {
    const done = lastChange.then(async () => store.save(edit(await store.load()), ...told));
    lastChange = done.catch(() => undefined);
    return done;
  }

  async function send(kept: Kept, changes: readonly Change[]): Promise<[Synced, boolean]> {
    const body = { cursor: kept.cursor, changes: [...changes], sent_at: new Date().toISOString() };
    try {
      return [await bodyOf(api.POST("/v1/me/sync", { body })), kept.cursor === null];
    } catch (error) {
      const isTooOld = error instanceof Refused && ANEW.has(error.code) && kept.cursor !== null;
      if (!isTooOld) throw error;
      return send({ ...kept, cursor: null }, changes);
    }
  }

  async function syncAll(): Promise<RefusedChange[]> {
    const refused: RefusedChange[] = [];
    // What may succeed later stays at the head of the queue, and is not sent again at once.
    for (let stays = 0; ; ) {
      await lastChange;
      const kept = await store.load();
      const sent = kept.queue.slice(stays, stays + MOST_CHANGES);
      const [answer, isAll] = await send(kept, sent);
      const outcomes = sent.map((each, place) => ({ each, problem: answer.results[place]?.problem }));
      const later = outcomes.filter(({ problem }) => problem?.retryable).map(({ each }) => each);
      // Only `sync` takes away, and what is added comes last: those sent are still at their place.
      await change(
        ({ queue }) => ({
          queue: [...queue.slice(0, stays), ...later, ...queue.slice(stays + sent.length)],
          cursor: answer.cursor,
          planToken: answer.plan_token,
        }),
        { answer, isAll },
      );
      for (const { each, problem } of outcomes)
        if (problem && !problem.retryable) refused.push({ change: each, problem });
      stays += later.length;
      const left = (await store.load()).queue.length - stays;
      if (left === 0 && !answer.has_more) return refused;
    }
  }

  return {
    async add(kind, body, id = crypto.randomUUID()) {
      await change((kept) => ({ ...kept, queue: [...kept.queue, { kind, id, body }] }));
      return id;
    },
    sync() {
      running ??= syncAll().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

type ToldArguments = [] | [{ readonly answer: Synced; readonly isAll: boolean }];
